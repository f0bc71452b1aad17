"""What a question supposes of the policy besides figures: how often it pays, whose money, to whom, after what, where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.awards.model import LISTED, Award, AwardInput, InputKind
from assistant.query import Premise, PremiseKind
from assistant.reading.findings import Findings, unique

_PAYS = (
    r"(给|拿|领|奖|补|发|享受|拨|兑现|兑|有(?=\d|钱|奖|补|这|的|吗|吧|啊|呢|$)|最高|上限|封顶|到手"
    r"|pay|paid|get|receive|award)"
)
_OTHER = r"(采购|购买|交易|销售|卖|评选?|遴选|选|投|认定|发布|公布|征集)"
_EVERY_YEAR = (
    r"(每一?年度?|年年|每个?年头|逐年|按年(度)?|一年一(次|回)|连续[\d一二两三四五]+年"
    r"|every year|each year|per year|yearly|annually|a year)"
)
_YEARLY = re.compile(
    rf"{_EVERY_YEAR}((?!{_OTHER})[^,。;?!]){{0,8}}?{_PAYS}|{_PAYS}((?!{_OTHER})[^,。;?!]){{0,10}}{_EVERY_YEAR}"
    r"|(万元?|元|钱|奖励|补贴)(一年|/年|每年)|是(每年|按年|年年)的"
)
_ONCE = re.compile(
    r"(?<!不)(?<!不是)一次性(?!(付|给|发|拨|支付|拨付|发放)(清|完|全|到位))"
    r"|(只|就|仅)(给|发|奖|补|拿|能拿)(这?一)(次|回)|one-?off|only once|one-time"
)
_LEVEL = r"(?P<payer>(国家|中央|浙江省?|省|嘉兴市?|地市|区|县|镇|街道|乡|上级|市|平湖市?)(里|级财政|财政)?)"
_PAYER = re.compile(
    rf"(?<![\u4e00-\u9fff]入选)(?<!开发)(?<!园)(?<!高新)(?<!新){_LEVEL}(里面|政府|局|财政局?|一级财政)?(来|直接|统一|负责|拿钱)?"
    r"(出钱|出的?|掏钱?|给钱|给的|给(?=[^,。;评定]{0,12}\d)|发钱|发的|发(?=\d)"
    r"|拨款?的?|承担|买单|支付|付钱|付的|补的|补(?=\d)|奖的|奖(?=\d))(?!展|布|改|证|牌|台)"
)
_PAYER_EN = re.compile(
    r"(paid|funded|financed|comes?|given) (for )?(by|from) (the )?"
    r"(?P<payer>province|provincial government|state|national government|central government|district|county)"
)
_FUND = re.compile(
    r"(?:从|由|用|在|列入|来自|来源是|来源于|出自|纳入|走)(?P<fund>[\u4e00-\u9fff]{2,14}?(?:专项(?:资金|基金|经费)|资金|基金|专项|经费|预算|财政))"
)
_PARTIES = {
    "seller": re.compile(
        r"卖方|卖家|卖的(那)?(一)?方|供方|提供方|出售方|供应方|供应商|出让方|\bsellers?\b|\bsuppliers?\b"
    ),
    "buyer": re.compile(r"买方|买家|买的(那)?(一)?方|采购方|购买方|需方|受让方|\bbuyers?\b|\bpurchasers?\b"),
}
_PAID_TO = re.compile(
    r"(奖|补|发|归|拨|付|给)(励|贴|放)?(给|到|的)?(是|的)?(数据|产品)?(的)?$|(paid|goes|given) to (the )?$"
)
_TAKES = re.compile(r"(才|也)?(能|可以)?(拿|领|得|享受|获得)")
_BEFORE = re.compile(
    r"(完成|通过|结束|拿到|取得|证书?)?(之前|以前|前)(就|也|都|先|便)*(能|可以?|会)?(先)?(给|拿|发|领|享受|兑|拨|有(钱|奖|补)|到手)"
)
_AFTER = re.compile(
    r"(完成|通过|结束|拿到|取得|完)?(了)?(之后|以后|后)(才|再|就|便)?(能|可以?|会)?(给|拿|发|领|享受|兑|拨|有(钱|奖|补)|到手)"
)
_WITHOUT = re.compile(
    r"(不用|不需要|不必|无需|无须|用不着|不要求|没有?必要|不一定要|不看)(先|经过?|通过|做|办|拿|有|取得|参加|等|被)*$"
)
_UNCAPPED = re.compile(
    r"上?不封顶|(不设|没有?设?|无|不限)(置)?(最高|任何)?(上限|封顶)|没有?(最高)?限额"
    r"|(no|without a?n?y?) ?(cap|ceiling|upper limit)|uncapped"
)
_ALIKE = re.compile(
    r"(比例|标准|补贴|奖励|待遇|点数)[^,。;不]{0,4}(是)?(?P<differ>不|不是)?(一样|相同|一致|同样|统一)(的)?|(?P<same>一样|同样)的?(比例|标准)"
)
_ENOUGH = re.compile(rf"只要[^。;!?]{{1,16}}?(就|都|便)(能|可以|会|有|都|直接)*{_PAYS}|(as long as|if only) ")
_ENTITLED = re.compile(
    r"(一定|肯定|必然|保证|百分之?百|100%|铁定|必)(就|都)?(能|会|可以|得)?(拿|给|发|补|得|兑|批|领|享受|有(?=\d|钱|奖|补))|稳拿|人人有份|guaranteed"
)
_PER = re.compile(
    r"(每|单|一|同一)(个|家)?(?P<unit>企业|公司|项目|产品|场景|单位)[^,。;?]{0,8}?(最高|最多|上限|封顶|顶格)"
)
_UNITS = {"公司": "企业", "单位": "企业", "场景": "项目"}
_WRITTEN = re.compile(r"(写|列|规定|讲|说|放|归|属于|在|是|出自|依据)")


def read_premises(found: Findings, awards: Sequence[Award], asserts: bool) -> tuple[Premise, ...]:
    """What is supposed of the awards meant, and of the plan. `asserts`: whether anything is put up for confirmation.

    How often an award pays is read from a plain question too (每年能拿多少 supposes that it pays every year).
    """
    read = [*_frequency(found, awards)]
    if asserts:
        read += [
            *_limits(found, awards),
            *_parties(found, awards),
            *_conditions(found, awards),
            *_money(found),
            *_places(found, awards),
        ]
    return unique(read)


def _limits(found: Findings, awards: Iterable[Award]) -> Iterator[Premise]:
    """No ceiling, equal rates, one condition enough, a claim to be paid, and what a ceiling is per."""
    text = found.text
    entitled = _ENTITLED.search(text)
    if entitled:
        yield Premise(PremiseKind.ENTITLED, entitled.group())
    per, alike = _PER.search(text), _ALIKE.search(text)
    for award in awards:
        if match := _UNCAPPED.search(text):
            yield Premise(PremiseKind.UNCAPPED, match.group(), award.id)
        if alike:
            yield Premise(PremiseKind.ALIKE, alike.group(), award.id, "differ" if alike["differ"] else "same")
        if match := _ENOUGH.search(text):
            yield Premise(PremiseKind.ENOUGH, match.group(), award.id)
        if per:
            unit = _UNITS.get(per["unit"], per["unit"])
            yield Premise(PremiseKind.PER, per.group(), award.id, unit)


def _frequency(found: Findings, awards: Iterable[Award]) -> Iterator[Premise]:
    for kind, pattern in ((PremiseKind.YEARLY, _YEARLY), (PremiseKind.ONCE, _ONCE)):
        match = pattern.search(found.text)
        for award in awards if match else ():
            yield Premise(kind, match.group() if match else "", award.id)


def party_of(text: str) -> str:
    """The side of a trade that words name: seller, buyer or empty."""
    return next((name for name, pattern in _PARTIES.items() if pattern.search(text)), "")


def _parties(found: Findings, awards: Iterable[Award]) -> Iterator[Premise]:
    for name, pattern in _PARTIES.items():
        for match in pattern.finditer(found.text):
            before, after = found.text[: match.start()], found.text[match.end() :]
            if _PAID_TO.search(before) or _TAKES.match(after):
                for award in awards:
                    yield Premise(PremiseKind.PARTY, match.group(), award.id, name)


def _conditions(found: Findings, awards: Iterable[Award]) -> Iterator[Premise]:
    """A condition said to be needless (不用认定也能拿), still to come (验收前就给) or needed (验收后才给)."""
    for award in awards:
        for rule in award.conditions:
            item = next((item for item in award.inputs if item.name == rule.input), None)
            if item is None or rule.expected == LISTED:
                continue
            for match in _named(found.text, item, rule.expected):
                before, after = found.text[: match.start()], found.text[match.end() :]
                if item.kind is InputKind.BOOLEAN:
                    needless = _WITHOUT.search(before) or _BEFORE.match(after)
                    needed = _AFTER.match(after)
                else:
                    needless = _others_too(found.text, item, rule.expected)
                    needed = re.search(r"只给|仅限?|只有|才", before[-3:] + after[:6])
                kind = PremiseKind.NEEDLESS if needless else PremiseKind.NEEDED
                if needless or needed:
                    yield Premise(kind, match.group(), award.id, rule.id)


def _others_too(text: str, item: AwardInput, expected: str) -> re.Match[str] | None:
    """政府和企业建的都给: another choice than the one asked for is said to do as well."""
    words = [word for choice in item.choices if choice.value != expected for word in choice.words]
    other = any(word in text or word.removesuffix("部门") in text for word in words)
    return re.search(r"都|均|一样给|both", text) if other else None


def _named(text: str, item: AwardInput, expected: str) -> Iterator[re.Match[str]]:
    """Where the noun of a condition stands, or the words of the choice that it asks for."""
    if item.kind is InputKind.BOOLEAN:
        nouns: Iterable[str] = (item.short, *item.aliases)
    else:
        nouns = (word for choice in item.choices if choice.value == expected for word in choice.words)
    yield from re.finditer("|".join(re.escape(noun) for noun in sorted(nouns, key=len, reverse=True)), text)


def _money(found: Findings) -> Iterator[Premise]:
    match = _FUND.search(found.text)
    if match and not re.search(r"什么|哪|谁", match["fund"]):
        yield Premise(PremiseKind.FUND, match["fund"])
        return
    for payer in _PAYER_EN.finditer(found.text):
        yield Premise(PremiseKind.PAYER, payer["payer"])
    for payer in _PAYER.finditer(found.text):
        yield Premise(PremiseKind.PAYER, payer["payer"])


def _places(found: Findings, awards: Sequence[Award]) -> Iterator[Premise]:
    """场景券写在二(三)吧: a named award or topic said to stand at a numbered place."""
    if len(found.references) != 1 or found.departments:
        return
    subjects = [(hit.start, hit.end) for hit in (*found.awards, *found.topics, *found.clauses)]
    reference = found.references[0]
    between = [
        found.text[min(end, reference.end) : max(start, reference.start)]
        for start, end in subjects
        if end <= reference.start or start >= reference.end
    ]
    if not any(len(gap) <= 8 and (_WRITTEN.search(gap) or not gap) for gap in between):
        return
    named = unique(award.clause for award in awards if found.awards or found.topics)
    topics = unique(address for hit in found.clauses for address in hit.targets)
    if named or topics:
        yield Premise(PremiseKind.PLACE, reference.words, places=named or topics)
