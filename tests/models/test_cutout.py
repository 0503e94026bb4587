import cv2
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from uprez.core.errors import InputError, ModelError
from uprez.models.cutout import BIREFNET, ISNET, U2NET, Cutter
from uprez.models.weights.segmentation import cutout_folder, kept_network


def network(path, side, *, attention=False, sharp=40.0, outputs=1, channels=3):
    """A network that calls red what stands in front: sigmoid(sharp * (red - green)), or its logits with `attention`."""
    weight = np.zeros((1, channels, 1, 1), np.float32)
    weight[0, :2, 0, 0] = sharp, -sharp
    nodes = [helper.make_node("Conv", ["picture", "weight"], ["logits"])]
    nodes.append(helper.make_node("Sigmoid", ["logits"], ["mask"]))
    if attention:  # its value is not used; that it is there tells the family
        nodes.append(helper.make_node("Softmax", ["logits"], ["rest"], axis=3))
    first = "logits" if attention else "mask"
    given = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, channels, side, side])
    said = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ([first, "rest"] if attention else [first])]
    graph = helper.make_graph(nodes, "net", [given], said[:outputs], [numpy_helper.from_array(weight, "weight")])
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
    return path


def coat(height=90, width=160):
    """Red in the middle of green."""
    picture = np.zeros((height, width, 3), np.float32)
    picture[..., 1] = 0.8
    picture[height // 3 : 2 * height // 3, width // 4 : width // 2] = 0.9, 0.1, 0.1
    return picture


@pytest.mark.parametrize(("side", "attention", "form"), [(320, False, U2NET), (1024, False, ISNET), (64, True, BIREFNET)])
def test_each_family_is_told_by_its_graph_and_cuts_the_coat_out(tmp_path, side, attention, form):
    cutter = Cutter(network(tmp_path / "any.onnx", side, attention=attention), device="cpu")
    assert cutter.form == form
    picture = coat()
    mask = cutter.mask(picture)
    assert mask.shape == (90, 160) and mask.dtype == np.float32
    front = picture[..., 0] > 0.5
    inner = np.zeros_like(front)
    inner[35:55, 45:75] = True
    assert mask[inner].min() > 0.98 and mask[:25].max() < 0.02
    assert abs((mask > 0.5).mean() - front.mean()) < 0.01


@pytest.mark.parametrize(
    ("side", "attention", "mean", "deviation", "brightest"),
    [
        (320, False, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), True),
        (1024, False, (0.5, 0.5, 0.5), (1.0, 1.0, 1.0), False),
        (64, True, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225), False),
    ],
)
def test_pictures_are_prepared_as_the_authors_do(tmp_path, side, attention, mean, deviation, brightest):
    cutter = Cutter(network(tmp_path / "any.onnx", side, attention=attention), device="cpu")
    picture = np.full((8, 8, 3), 0.5, np.float32)
    picture[0, 0] = 0.6
    fed = cutter._prepared(picture)
    assert fed.shape == (1, 3, side, side)
    value = 0.5 / fed_max(picture, side) if brightest else 0.5
    assert np.allclose(fed[0, :, -1, -1], (value - np.array(mean)) / np.array(deviation), atol=1e-5)


def fed_max(picture, side):
    return float(cv2.resize(picture, (side, side), interpolation=cv2.INTER_LINEAR).max())


def test_nothing_in_front_is_said_and_not_cut_out(tmp_path):
    for side in (320, 1024):
        cutter = Cutter(network(tmp_path / f"{side}.onnx", side), device="cpu")
        with pytest.raises(InputError, match="Nothing stands out"):
            cutter.mask(np.full((40, 60, 3), 0.4, np.float32))


def test_what_is_no_segmentation_network_is_refused(tmp_path):
    (tmp_path / "text.onnx").write_text("a web page that says that there is no such file")
    with pytest.raises(ModelError, match="no ONNX file"):
        Cutter(tmp_path / "text.onnx", device="cpu")
    with pytest.raises(ModelError, match="no segmentation network"):
        Cutter(network(tmp_path / "grey.onnx", 320, channels=4), device="cpu")
    with pytest.raises(ModelError, match="cannot be read"):
        Cutter(tmp_path / "gone.onnx", device="cpu")


def test_the_network_is_looked_for_in_the_cache_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path))
    assert kept_network() is None
    wanted = network(tmp_path / "cutout" / "a.onnx", 320)
    network(tmp_path / "cutout" / "b.onnx", 320)
    assert kept_network() == wanted and cutout_folder() == tmp_path / "cutout"
