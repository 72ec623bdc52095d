"""What was measured, for people and as JSON."""

import statistics

from measure import Contestant, Reach, Row, ratios

_SECONDS = ((1, "s"), (1e-3, "ms"), (1e-6, "us"))
_COMPARES = {"wall": "time", "cpu": "CPU", "pss": "memory"}


def _significant(value: float) -> str:
    """Three digits and thousands' separators."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _time(seconds: float) -> str:
    for size, unit in _SECONDS:
        if seconds >= size:
            break
    return f"{_significant(seconds / size)} {unit}"


def _amount(row: Row, contestant: Contestant) -> str:
    """The median in the row's own measure."""
    value = contestant.median(row.compares)
    if row.compares == "pss":
        return f"{_significant(value)} KiB"
    return f"{_significant(row.amount / value)}{row.unit}" if row.amount else _time(value)


def _aside(row: Row, contestant: Contestant) -> str:
    """What is told beside it: CPU, or the memory with shared pages in whole."""
    if row.compares == "pss":
        return f"{_significant(contestant.median('rss'))} KiB"
    return _time(contestant.median("cpu"))


def _quartiles(row: Row, contestant: Contestant, reference: Contestant) -> list[float]:
    """The ratio in the middle, and those between which half of the rounds' ratios are."""
    taken = ratios(contestant, reference, row.compares)
    pairs = [1 / ratio for ratio in taken] if row.amount else taken
    return statistics.quantiles(pairs, n=4, method="inclusive") if len(pairs) > 1 else pairs * 3


def _line(row: Row, contestant: Contestant) -> str:
    if not contestant.samples:
        return f"  {contestant.name:<20} {contestant.missing or 'FAILED: ' + contestant.failure}"
    reference = row.contestants[0]
    compared = f"{'-':>7}  {'':<13}"
    if reference.samples:
        low, middle, high = _quartiles(row, contestant, reference)
        compared = f"{middle:>7.2f}  {f'{low:.2f}..{high:.2f}':<13}"
    return f"  {contestant.name:<20} {_amount(row, contestant):>14} {compared} {_aside(row, contestant):>12}"


def verdict(row: Row, reach: Reach) -> tuple[bool | None, str]:
    """Whether socksh reaches it (None: can't be told), and by what."""
    own, other = row.find(reach.who), row.find(reach.beside or reach.who)
    if not own.samples or not other.samples:
        return None, other.missing or "not measured"
    if not reach.beside:
        each = own.median(reach.what) / row.amount
        return each < reach.at_most, _time(each)
    ratio = statistics.median(ratios(own, other, reach.what))
    says = f"{1 / ratio:.2f} of its rate" if row.amount and reach.what == "wall" else (
        f"{ratio:.2f} of its {_COMPARES[reach.what]}")
    return ratio <= reach.at_most, says


def text(row: Row) -> str:
    """The row as lines: who took how much, and what socksh reaches."""
    reference, rounds = row.contestants[0], max((len(one.samples) for one in row.contestants), default=0)
    kind = "rate" if row.amount else _COMPARES[row.compares]
    sense = "more is better" if row.amount else "less is better"
    aside = "whole RSS" if row.compares == "pss" else "CPU"
    lines = [f"{row.name}: {row.title}",
             f"  {'':<20} {'median of ' + str(rounds):>14} {'ratio':>7}  {'quartiles':<13} {aside:>12}",
             *(_line(row, one) for one in row.contestants),
             f"  ratio: {kind} to that of {reference.name} in the same round, the median; {sense}"]
    for reach in row.reaches:
        met, by = verdict(row, reach)
        lines.append(f"  {'?' if met is None else 'met' if met else 'NOT MET':<8} {reach.says} ({by})")
    return "\n".join(lines) + "\n"


def data(row: Row) -> dict:
    """The row with every sample, for a file."""
    return {
        "name": row.name, "title": row.title, "reference": row.contestants[0].name, "amount": row.amount,
        "contestants": [{
            "name": one.name, "missing": one.missing, "failure": one.failure, "samples": one.samples,
            "median": {what: statistics.median(one.values(what)) for what in (one.samples or [{}])[0]},
        } for one in row.contestants],
        "reaches": [dict(zip(("says", "met", "by"), (reach.says, *verdict(row, reach)))) for reach in row.reaches],
    }
