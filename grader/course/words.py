"""The two languages of the course, and the words that the build itself puts into a notebook."""

from collections.abc import Iterable

from grader.course.model import Content, Exercise, Kind
from grader.text import LANGS, Lang, Text

KINDS: dict[Kind, Text] = {
    "code": Text("code", "코드 작성"),
    "bug": Text("spot the bug", "버그 찾기"),
    "quiz": Text("quiz", "퀴즈"),
    "experiment": Text("experiment", "실험"),
    "explain": Text("explain in your own words", "글로 설명하기"),
}
ANSWER_HERE = Text("YOUR ANSWER HERE", "여기에 답을 쓰세요")
CODE_HERE = Text("YOUR CODE HERE", "여기에 코드를 쓰세요")
NOT_WRITTEN = Text("{} is not written yet", "{} 셀이 아직 비어 있어요")
HINT_LABELS = (
    Text("a nudge", "실마리"),
    Text("the way", "방향"),
    Text("nearly the answer", "거의 정답"),
)


def number(value: float) -> str:
    """4.0 -> "4", 2.5 -> "2.5"."""
    return f"{value:g}"


def dots(difficulty: int) -> str:
    """A difficulty of 1 to 5 as a row of five dots, with the number for those who hear the page."""
    return "●" * difficulty + "○" * (5 - difficulty) + f" ({difficulty}/5)"


def facts(exercise: Exercise, position: int, total: int) -> Text:
    """The line in front of an exercise, the `position`-th of `total`."""
    points, minutes = number(exercise.points), exercise.minutes
    by_hand = Text(" · marked by a person", " · 사람이 직접 채점해요")
    end = by_hand if exercise.kind == "explain" else Text("", "")
    return Text(
        f"**Exercise {position} of {total}: `{exercise.name}`** · {KINDS[exercise.kind].en}"
        f" · difficulty {dots(exercise.difficulty)} · about {minutes} minute{'s' * (minutes != 1)}"
        f" · {points} point{'s' * (points != '1')}{end.en}",
        f"**연습 문제 {position}/{total}: `{exercise.name}`** · {KINDS[exercise.kind].ko}"
        f" · 난이도 {dots(exercise.difficulty)} · 약 {minutes}분 · {points}점{end.ko}",
    )


def overview(day: Content) -> Text:
    """The table of a day's exercises, and how to check oneself."""

    def table(lang: Lang, heads: str, total: str, minute: str) -> str:
        lines = [heads, "|---:|---|---|---|---:|---:|"]
        lines += [
            f"| {position} | `{exercise.name}` | {KINDS[exercise.kind][lang]} | {dots(exercise.difficulty)}"
            f" | {exercise.minutes}{minute} | {number(exercise.points)} |"
            for position, exercise in enumerate(day.exercises, start=1)
        ]
        minutes = sum(exercise.minutes for exercise in day.exercises)
        points = number(sum(exercise.points for exercise in day.exercises))
        return "\n".join([*lines, f"| | **{total}** | | | **{minutes}{minute}** | **{points}** |"])

    return Text(
        "## The exercises of this day\n\n"
        + table("en", "| # | Exercise | Kind | Difficulty | Time | Points |", "Total", " min")
        + "\n\n**Visible checks passed is not full marks:** hidden checks run at grading. To run them on your"
        f" own notebook, save it and type `sixblocks check {day.id}` in a terminal.",
        "## 오늘의 연습 문제\n\n"
        + table("ko", "| # | 연습 문제 | 종류 | 난이도 | 시간 | 점수 |", "합계", "분")
        + "\n\n**보이는 검사를 모두 통과해도 만점은 아니에요.** 채점할 때 숨은 검사를 더 돌려요."
        " 숨은 검사를 직접 돌려 보려면 노트북을 저장하고 터미널에"
        f" `sixblocks check {day.id} --lang ko`를 입력하세요.",
    )


def folded_hint(position: int, total: int, text: str, lang: Lang) -> str:
    """A hint that opens on a click; the blank lines let the Markdown inside be rendered."""
    count = Text(f"Hint {position} of {total}", f"힌트 {position}/{total}")[lang]
    label = f": {HINT_LABELS[position - 1][lang]}" if total == len(HINT_LABELS) else ""
    return f"<details>\n<summary>{count}{label}</summary>\n\n{text}\n\n</details>"


def heading(number_of_day: int, title: str, lang: Lang) -> str:
    """The first line of a day."""
    return Text(f"# Day {number_of_day}: {title}", f"# {number_of_day}일차: {title}")[lang]


def neighbours(day: Content) -> Text:
    """Links to the notebooks of the days before and after; empty when the day is the only one."""
    english, korean = [], []
    for name, en, ko in ((day.before, "← Day {}", "← {}일 차"), (day.after, "Day {} →", "{}일 차 →")):
        if name:
            number_of_day, target = int(name[3:5]), f"../{name[:5]}/{name}.ipynb"
            english.append(f"[{en.format(number_of_day)}]({target})")
            korean.append(f"[{ko.format(number_of_day)}]({target})")
    return Text(" · ".join(english), " · ".join(korean))


def contents(days: Iterable[Content]) -> str:
    """The page `lessons/README.md`: a table of all days, in both languages."""
    lines = [
        "# The lessons · 수업",
        "",
        "`sixblocks build` writes this page and the notebooks from `solutions/`.",
        "이 페이지와 노트북은 `sixblocks build`가 `solutions/`에서 만들어요.",
        "",
        "| Day · 일차 | Title · 제목 | Minutes · 분 | Points · 점수 | Exercises · 연습 문제 | Open · 열기 |",
        "|---:|---|---:|---:|---:|---|",
    ]
    for day in days:
        titles = "<br>".join(day.title[lang].replace("|", "\\|") for lang in LANGS)
        links = " · ".join(
            f"[{label}]({lang}/{day.id}/{day.name}.ipynb)"
            for lang, label in (("en", "English"), ("ko", "한국어"))
        )
        minutes = sum(exercise.minutes for exercise in day.exercises)
        points = number(sum(exercise.points for exercise in day.exercises))
        lines.append(f"| {day.number} | {titles} | {minutes} | {points} | {len(day.exercises)} | {links} |")
    return "\n".join(lines) + "\n"
