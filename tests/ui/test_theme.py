import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from uprez.ui.icons import PATHS, icon
from uprez.ui.theme import DARK, LIGHT, apply_theme, changes, colours, dress, remembered_theme


def luminance(colour):
    parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in QColor(colour).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def app(qapp):
    before = qapp.palette(), qapp.styleSheet()
    yield qapp
    qapp.setPalette(before[0])
    qapp.setStyleSheet(before[1])


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("text", ["text", "muted", "good", "warn", "bad", "accent"])
def test_text_can_be_read_on_every_ground(theme, text):
    for ground in ("window", "surface", "raised", "field", "selected"):
        needed = 4.5 if text in ("text", "muted") else 3.0
        assert contrast(getattr(theme, text), getattr(theme, ground)) >= needed, ground


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_greys_are_neutral_and_the_button_is_legible(theme):
    for name in ("window", "surface", "raised", "field", "hover", "line", "edge", "text", "muted", "faint", "stage"):
        red, green, blue, _ = QColor(getattr(theme, name)).getRgb()
        assert red == green == blue, name
    assert contrast(theme.on_accent, theme.accent) >= 4.5


def test_a_theme_is_applied_told_and_remembered(app, qtbot):
    with qtbot.waitSignal(changes().changed):
        apply_theme(app, "light", remember=True)
    assert colours() is LIGHT
    assert app.palette().color(QPalette.ColorRole.WindowText).name() == LIGHT.text
    apply_theme(app, "dark")
    assert colours() is DARK
    assert remembered_theme() == "light"
    with pytest.raises(ValueError):
        apply_theme(app, "pink")


def test_dressing_a_part_leaves_the_application_alone(app, qtbot):
    app.setStyleSheet("")
    palette = QPalette(app.palette())
    outer, inner = QWidget(), QWidget()
    inner.setParent(outer)
    label = QLabel("x", inner)
    qtbot.addWidget(outer)
    dress(inner, "light")
    assert app.styleSheet() == "" and app.palette() == palette
    assert outer.palette() == palette
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == LIGHT.text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_icon_draws_in_the_colours_that_are_on(app, theme):
    apply_theme(app, theme)
    for name in PATHS:
        image = icon(name).pixmap(32, 32).toImage()
        seen = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() > 200]
        assert seen, f"{name}: nothing is drawn"
        assert {colour.lightness() > 128 for colour in seen} == {theme == "dark"}, name


def test_an_icon_that_does_not_exist_is_an_error(qapp):
    assert isinstance(qapp, QApplication)
    with pytest.raises(KeyError):
        icon("no such icon")
