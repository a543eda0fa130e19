"""The interactive page, opened in a browser from a file and used with mouse and keys."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from anatomy_viewer.errors import OutputError, UnknownNameError
from anatomy_viewer.figure import page as page_module
from anatomy_viewer.figure.page import save_page, three_js
from anatomy_viewer.motion.frame import HipModel
from anatomy_viewer.motion.movement import MOVEMENTS, movement
from anatomy_viewer.motion.pose import COORDINATES, RANGES, Pose
from anatomy_viewer.motion.words import arm_words, length_words, overlap_words
from anatomy_viewer.session import ViewState

MUSCLE = "obturator_internus_left"
POSES = [Pose(), Pose(90, 0, 0), Pose(120, 45, -45), Pose(-20, -30, 45), Pose(35, 12, 31)]


@pytest.fixture(scope="module")
def made(model: HipModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of the left hip, made once; odd letters in its name."""
    path = tmp_path_factory.mktemp("usb stick") / "hip & thigh #1 é.html"
    return save_page(model, ViewState(), ViewState().shown(model.atlas), path)


@pytest.fixture
def page(browser: webdriver.Chrome, made: Path) -> Iterator[webdriver.Chrome]:
    """The page just opened; at the end it must have kept quiet and to itself."""
    resize(browser, 1280, 800)
    calm = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": calm})
    asked_for(browser)
    browser.get(made.as_uri())
    until(browser, "window.anatomy && document.getElementById('length').textContent")
    settle(browser)
    yield browser
    assert browser.get_log("browser") == []
    assert {url.split(":")[0] for url in asked_for(browser)} <= {"file", "data"}


def resize(browser: webdriver.Chrome, width: int, height: int) -> None:
    """Give the page itself this size."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def asked_for(browser: webdriver.Chrome) -> list[str]:
    """Addresses the page has asked for since the last time."""
    entries = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [
        entry["params"]["request"]["url"]
        for entry in entries
        if entry["method"] == "Network.requestWillBeSent"
    ]


def until(page: webdriver.Chrome, condition: str) -> object:
    return WebDriverWait(page, 60, 0.05).until(lambda _: page.execute_script(f"return {condition}"))


def settle(page: webdriver.Chrome) -> None:
    """Wait for all that moves by itself to end."""
    until(page, "anatomy.idle()")


def set_pose(page: webdriver.Chrome, pose: Pose) -> None:
    """As a hand on the sliders does."""
    for name, value in pose.as_dict().items():
        page.execute_script(
            """const input = document.getElementById(arguments[0]);
            input.value = arguments[1];
            input.dispatchEvent(new Event("input"));""",
            name,
            round(value),
        )
    until(
        page, f"anatomy.state.pose.join() === '{','.join(str(round(v)) for v in pose.as_tuple())}'"
    )
    settle(page)


def text(page: webdriver.Chrome, name: str) -> str:
    return page.find_element(By.ID, name).text


def selection(page: webdriver.Chrome) -> list[str]:
    return page.execute_script("return anatomy.state.selection")


def spot(page: webdriver.Chrome, structure: str) -> tuple[int, int]:
    """A place on the page where a structure is seen, well inside its outline."""
    found = page.execute_script(
        """const { view } = anatomy, { parts } = view;
        const number = parts.findIndex((part) => part.facts.id === arguments[0]);
        let best = null, most = 0;
        for (let y = 70; y < view.height - 20; y += 6)
          for (let x = 20; x < view.width - 20; x += 6) {
            let reach = 0;
            while (reach < 40 && [[1, 0], [-1, 0], [0, 1], [0, -1]].every(([a, b]) =>
              view.named(x + a * reach, y + b * reach).number === number)) reach += 2;
            if (reach > most) { most = reach; best = [x, y]; }
          }
        return best;""",
        structure,
    )
    assert found, f"{structure} is not in sight"
    return found[0], found[1]


def click(page: webdriver.Chrome, x: float, y: float, *, ctrl: bool = False) -> None:
    canvas = page.find_element(By.ID, "canvas")
    width, height = canvas.size["width"], canvas.size["height"]
    act = ActionChains(page, duration=20)
    if ctrl:
        act.key_down(Keys.CONTROL)
    act.move_to_element_with_offset(canvas, round(x - width / 2), round(y - height / 2)).click()
    if ctrl:
        act.key_up(Keys.CONTROL)
    act.perform()
    settle(page)


def pixels(page: webdriver.Chrome) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(page.get_screenshot_as_png())).convert("RGB"), int)


def hue(picture: np.ndarray, colour: str) -> int:
    """How many pixels have about the hue of a colour, lit brighter or darker, and are vivid."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float)
    vivid = picture[np.ptp(picture, axis=2) > 60].astype(float)
    same = (vivid @ wanted) / np.linalg.norm(vivid, axis=1) / np.linalg.norm(wanted)
    return int((same > 0.985).sum())


def test_it_is_small_and_holds_all_it_needs(made: Path, page: webdriver.Chrome) -> None:
    data = made.read_text("utf-8")
    assert len(data.encode()) < 8_000_000
    assert "default-src 'none'" in data and "unsafe" not in data.split("<style>")[0]
    assert not re.search(
        r"""(src|href)\s*=\s*["'](?!data:)""",
        re.sub(r"<script.*?</script>", "", data, flags=re.DOTALL),
    )
    assert page.title == "Obturator internus · left hip · neutral pose · posterior view"


def test_the_policy_stops_every_request(page: webdriver.Chrome) -> None:
    blocked = page.execute_async_script(
        """const done = arguments[0];
        fetch("https://example.org/").then(() => done("sent"), () => done("blocked"));"""
    )
    assert blocked == "blocked"
    assert "Content Security Policy" in page.get_log("browser")[0]["message"]


def test_a_click_on_the_muscle_lights_up_its_path(model: HipModel, page: webdriver.Chrome) -> None:
    regions = {r.id: r for r in model.atlas.muscles[MUSCLE].regions}
    lettered = [r for r in regions.values() if r.letter]
    dark = pixels(page)
    click(page, *spot(page, MUSCLE))
    assert selection(page) == [MUSCLE]
    lit = pixels(page)
    for region in lettered:
        assert hue(lit, region.colour) > hue(dark, region.colour) + 100
    notes = [t.text for t in page.find_elements(By.CSS_SELECTOR, "#notes text") if t.text]
    for region in lettered:
        assert region.name in notes and notes.count(region.letter) >= 2
    about = text(page, "about")
    for region in regions.values():
        assert region.description in about
    button = page.find_element(By.CSS_SELECTOR, f"[data-id={MUSCLE}]")
    assert button.get_attribute("aria-pressed") == "true"
    canvas = page.find_element(By.ID, "canvas")
    click(page, canvas.size["width"] - 30, canvas.size["height"] - 30)
    assert selection(page) == []
    assert not {r.name for r in lettered} & {
        t.text for t in page.find_elements(By.CSS_SELECTOR, "#notes text")
    }


def test_clicks_add_with_ctrl_and_every_structure_can_be_clicked(
    model: HipModel, page: webdriver.Chrome
) -> None:
    for name in ("femur_left", "hip_bone_left", "sacrum"):
        click(page, *spot(page, name))
        assert selection(page) == [name]
        assert model.atlas.structures[name].description in text(page, "about")
    click(page, *spot(page, "femur_left"), ctrl=True)
    assert selection(page) == ["sacrum", "femur_left"]
    click(page, *spot(page, "sacrum"), ctrl=True)
    assert selection(page) == ["femur_left"]
    page.find_element(By.CSS_SELECTOR, "[data-id=obturator_membrane_left]").click()
    assert selection(page) == ["obturator_membrane_left"]


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_words_are_those_of_the_program(
    model: HipModel, page: webdriver.Chrome, pose: Pose
) -> None:
    set_pose(page, pose)
    found, rest = model.measure(MUSCLE, pose), model.measure(MUSCLE, Pose())
    change = found.length_mm - rest.length_mm
    numbers = page.execute_script(
        "const n = anatomy.numbers.get(arguments[0]); return [n.length, ...n.arms, n.overlap]",
        MUSCLE,
    )
    true = [found.length_mm, *(found.moment_arms_mm[c] for c in COORDINATES), found.bone_overlap_mm]
    assert np.abs(np.subtract(numbers, true)).max() < 0.5
    said = page.execute_script(
        """return [anatomy.lengthWords(arguments[0]),
        arguments[1].map((arm, k) => anatomy.armWords(k, arm)),
        anatomy.overlapWords(arguments[2])]""",
        change, true[1:4], found.bone_overlap_mm,
    )  # fmt: skip
    assert said == [
        length_words(change),
        [arm_words(c, found.moment_arms_mm[c]) for c in COORDINATES],
        overlap_words(found) or "",
    ]
    shown = page.execute_script(
        """const n = anatomy.numbers.get(arguments[0]);
        const muscle = anatomy.view.parts.find((p) => p.facts.id === arguments[0]).muscle;
        return [anatomy.lengthWords(n.length - muscle.rest.length),
          ...n.arms.map((arm, k) => anatomy.armWords(k, arm))]""",
        MUSCLE,
    )
    cells = [d.text for d in page.find_elements(By.CSS_SELECTOR, "#arms dd")]
    assert [text(page, "length"), *cells] == shown


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_the_surface_is_within_the_error_the_page_states(
    model: HipModel, page: webdriver.Chrome, pose: Pose
) -> None:
    set_pose(page, pose)
    stated = page.execute_script("return anatomy.tree.error")
    assert f"{stated['mean']:.2f} mm on average" in text(page, "error")
    assert stated["mean"] < 0.1 and stated["largest"] < 2.0
    frame = model.solve(pose)
    for name in ViewState().shown(model.atlas):
        count = len(model.atlas.surfaces[name].vertices)
        some = list(range(0, count, count // 400))
        points = page.execute_script(
            """const part = anatomy.view.parts.find((p) => p.facts.id === arguments[0]);
            return arguments[1].map((vertex) => part.at(vertex).point)""",
            name, some,
        )  # fmt: skip
        if name in frame.shapes:
            true, most = frame.shapes[name].vertices[some], 1.3 * stated["largest"]
        else:
            matrix = frame.transforms[model.atlas.structures[name].segment]
            rest = model.atlas.surfaces[name].vertices[some]
            true, most = rest @ matrix[:3, :3].T + matrix[:3, 3], 0.02
        off = np.linalg.norm(np.array(points) - true, axis=1)
        assert off.max() < most
        assert off.mean() < 0.25


def test_sliders_obey_the_keyboard(page: webdriver.Chrome) -> None:
    for name in COORDINATES:
        slider = page.find_element(By.ID, name)
        low, high = RANGES[name]
        slider.send_keys(Keys.END)
        until(page, f"anatomy.state.pose[{COORDINATES.index(name)}] === {high:g}")
        slider.send_keys(Keys.HOME)
        until(page, f"anatomy.state.pose[{COORDINATES.index(name)}] === {low:g}")
        slider.send_keys(Keys.ARROW_RIGHT)
        until(page, f"anatomy.state.pose[{COORDINATES.index(name)}] === {low + 1:g}")
        assert slider.get_attribute("aria-valuetext")
    page.find_element(By.ID, "neutral").click()
    until(page, "anatomy.state.pose.every((angle) => angle === 0)")
    until(page, "document.getElementById('length').textContent === 'as long as in neutral'")


def test_a_flight_ends_where_the_view_is(browser: webdriver.Chrome, made: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    browser.get(made.as_uri())
    until(browser, "window.anatomy && anatomy.idle()")
    start = camera(browser)
    browser.find_element(By.CSS_SELECTOR, "[data-view=left]").click()
    settle(browser)
    flown = camera(browser)
    assert np.abs(flown - start).max() > 50.0
    browser.execute_script("anatomy.view.place(anatomy.view.framed('left'))")
    assert flown == pytest.approx(camera(browser), abs=1e-3)


def camera(page: webdriver.Chrome) -> np.ndarray:
    seen = page.execute_script("return anatomy.view.camera()")
    return np.array([*seen["position"], *seen["focus"], *seen["up"]])


def test_dragging_turns_the_wheel_comes_closer_and_reset_returns(page: webdriver.Chrome) -> None:
    canvas, start = page.find_element(By.ID, "canvas"), camera(page)
    ActionChains(page, duration=50).move_to_element(canvas).click_and_hold().move_by_offset(
        120, 40
    ).release().perform()
    settle(page)
    turned = camera(page)
    assert np.abs(turned - start).max() > 50.0
    reach = [np.linalg.norm(c[:3] - c[3:6]) for c in (start, turned)]
    assert reach[0] == pytest.approx(reach[1])
    assert selection(page) == []  # a drag is no click
    ActionChains(page).scroll_by_amount(0, -300).perform()
    ActionChains(page).move_to_element(canvas).perform()
    page.execute_script(
        "arguments[0].dispatchEvent(new WheelEvent('wheel', {deltaY: -300, cancelable: true}))",
        canvas,
    )
    settle(page)
    assert np.linalg.norm(camera(page)[:3] - camera(page)[3:6]) < 0.8 * reach[0]
    page.find_element(By.ID, "reset").click()
    settle(page)
    assert camera(page) == pytest.approx(start, abs=0.01)


def test_keys_work_as_in_the_program(page: webdriver.Chrome) -> None:
    body = page.find_element(By.TAG_NAME, "body")
    start = camera(page)
    for key, view in (("1", "anterior"), ("3", "left"), ("7", "superior"), ("0", "pelvic")):
        body.send_keys(key)
        settle(page)
        assert page.execute_script("return anatomy.state.view") == view
        assert np.abs(camera(page) - start).max() > 50.0
    body.send_keys(Keys.ARROW_LEFT)
    settle(page)
    assert page.execute_script("return anatomy.state.view") is None
    for key, what in (("x", "seeThrough"), ("l", "labels")):
        before = page.execute_script(f"return anatomy.state.{what}")
        body.send_keys(key)
        assert page.execute_script(f"return anatomy.state.{what}") is not before
    assert page.execute_script("return document.querySelectorAll('#notes g .words').length") >= 0
    settle(page)
    shown = page.find_elements(By.CSS_SELECTOR, "#notes .words")
    assert shown == []  # labels are off
    body.send_keys("d")
    assert page.find_element(By.TAG_NAME, "html").get_attribute("data-theme") == "dark"
    page.find_element(By.CSS_SELECTOR, f"[data-id={MUSCLE}]").click()
    body.send_keys(Keys.ESCAPE)
    assert selection(page) == []


def test_a_movement_plays_and_pauses(page: webdriver.Chrome) -> None:
    Select(page.find_element(By.ID, "movement")).select_by_value("figure_four")
    until(page, "anatomy.state.pose.join() === '90,40,45'")
    assert [o.get_attribute("value") for o in page.find_elements(By.TAG_NAME, "option")] == [
        m.id for m in MOVEMENTS
    ]
    play = page.find_element(By.ID, "play")
    play.click()
    assert play.text == "Pause"
    seen = [
        until(page, "anatomy.state.pose[0] < 80 && anatomy.state.pose"),
        until(page, "anatomy.state.pose[0] < 60 && anatomy.state.pose"),
    ]
    end = np.array(movement("figure_four").end.as_tuple())
    for pose in seen:  # on the way between the movement's ends
        assert np.array(pose) / end == pytest.approx(pose[0] / end[0], abs=1e-6)
    page.find_element(By.TAG_NAME, "body").send_keys(" ")
    assert play.text == "Play"
    settle(page)
    still = page.execute_script("return anatomy.state.pose")
    page.execute_async_script("setTimeout(arguments[0], 300)")
    assert page.execute_script("return anatomy.state.pose") == still


def boxes(page: webdriver.Chrome) -> list[dict[str, float]]:
    return page.execute_script(
        """return [...document.querySelectorAll("#notes .words")].map((t) => {
          const b = t.getBBox();
          return [b.x, b.y, b.x + b.width, b.y + b.height, t.textContent];
        })"""
    )


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (420, 800)])
def test_labels_never_overlap_and_stay_in_the_picture(
    page: webdriver.Chrome, size: tuple[int, int]
) -> None:
    resize(page, *size)
    page.find_element(By.CSS_SELECTOR, f"[data-id={MUSCLE}]").click()
    for view in ("anterior", "posterior", "left", "right", "superior", "pelvic"):
        page.execute_script(f"document.querySelector('[data-view={view}]').click()")
        for pose in (Pose(), Pose(90, 20, 10)):
            set_pose(page, pose)
            found = boxes(page)
            assert len(found) >= 4
            width, height = page.execute_script("return [anatomy.view.width, anatomy.view.height]")
            for i, a in enumerate(found):
                assert a[0] >= 0 and a[2] <= width and a[1] >= 0 and a[3] <= height, a
                for b in found[i + 1 :]:
                    apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 3 or b[3] <= a[1] + 3
                    assert apart, (view, a, b)


def test_it_fits_a_phone(page: webdriver.Chrome) -> None:
    resize(page, 390, 800)
    settle(page)
    wide = page.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1] == 390
    slider = page.find_element(By.ID, "flexion")
    page.execute_script("arguments[0].scrollIntoView({block: 'end'})", slider)
    assert 0 < slider.rect["width"] <= 390
    click(page, *spot(page, MUSCLE))
    assert selection(page) == [MUSCLE]


def test_right_is_the_mirror_and_a_state_is_kept(
    model: HipModel, browser: webdriver.Chrome, tmp_path: Path
) -> None:
    """A page starts as the state says: side, pose, view, theme, selection."""
    right = "obturator_internus_right"
    state = ViewState(
        pose=Pose(60, 10, 20), side="right", view="pelvic", theme="dark", selection=(right,)
    )
    names = (right, "femur_right", "hip_bone_right")
    save_page(model, state, names, tmp_path / "right.html")
    browser.get((tmp_path / "right.html").as_uri())
    until(browser, "window.anatomy && document.getElementById('length').textContent")
    assert browser.execute_script("return anatomy.state.pose") == [60, 10, 20]
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("data-theme") == "dark"
    assert selection(browser) == [right]
    points = browser.execute_script(
        "const p = anatomy.view.parts[0]; return [0, 500, 5000].map((v) => p.at(v).point)"
    )
    true = model.solve(state.pose).shapes[right].vertices[[0, 500, 5000]]
    assert np.abs(np.array(points) - true).max() < 2.0


def test_the_same_state_gives_the_same_page(model: HipModel, made: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    names = ViewState().shown(model.atlas)
    again = save_page(
        model, ViewState(), names, tmp_path / "again.html", progress=lambda *n: told.append(n)
    )
    assert again.read_bytes() == made.read_bytes()
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))


def test_what_cannot_be_made(
    model: HipModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, state = tmp_path / "a.html", ViewState()
    attempts: list[tuple[type[Exception], str, Callable[[], object]]] = [
        (OutputError, r"\.html", lambda: save_page(model, state, ["sacrum"], tmp_path / "a.txt")),
        (
            OutputError,
            "no folder",
            lambda: save_page(model, state, ["sacrum"], tmp_path / "x" / "a.html"),
        ),
        (OutputError, "no structure", lambda: save_page(model, state, [], path)),
        (UnknownNameError, "tibia", lambda: save_page(model, state, ["tibia"], path)),
    ]
    for error, words, act in attempts:
        with pytest.raises(error, match=words):
            act()

    def enough(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_page(model, state, [MUSCLE], path, progress=enough)
    assert list(tmp_path.iterdir()) == []
    path.write_text("older")
    with pytest.raises(OutputError, match="there already"):
        save_page(model, state, ["sacrum"], path, force=False)
    assert path.read_text() == "older"
    empty = ModuleType("trimesh.resources")
    monkeypatch.setitem(sys.modules, "trimesh.resources", empty)
    with pytest.raises(OutputError, match="pip install"):
        three_js()


def test_nothing_in_the_data_can_end_a_script(
    model: HipModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = {"title": "</title><b>", "state": {"theme": "light"}, "x": "</script><script>alert(1)"}
    text = page_module._assembled(tree, b"", "/* */")
    assert text.count("<script") == text.count("</script>") == 4
    assert "<b>" not in text
