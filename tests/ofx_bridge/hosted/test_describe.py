"""What every kind of host learns of the plugin."""

import json

import pytest

from tests.ofx_bridge.building import ROOT
from tests.ofx_bridge.driving import FILTER, GENERAL, MODELS

PROFILES = ("ours", "resolve", "fusion", "nuke", "natron", "vegas", "mlt", "bare")
CHOICES = {"model", "scale", "colourSpace", "onFailure", "bakeFormat"}
TEXTS = {"prompt", "editPrompt", "negativePrompt", "modelFile", "referenceVideo", "sourceFile", "status", "modelId"}
PARAMETERS = {*CHOICES, *TEXTS, *(f"reference{number}" for number in range(1, 9)), "strength", "seed", "openPanel", "bake"}
GPU = ("OpenGLRenderSupported", "CudaRenderSupported", "OpenCLRenderSupported", "MetalRenderSupported", "OpenCLSupported")


def described(host, contexts=(FILTER,)):
    opened = host.ask("open", path=host.binaries.plugin)
    assert host.ask("load")["status"] == 0
    effect = host.ask("describe")
    assert effect["status"] == 0
    return opened, effect["properties"], {name: host.ask("context", name=name) for name in contexts}


def params_of(context):
    return {param["name"]: param for param in context["params"]}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_host_can_describe_it(make_host, tmp_path, profile):
    host = make_host(tmp_path, profile=profile)
    _, effect, contexts = described(host)
    assert contexts[FILTER]["status"] == 0
    assert {clip["name"] for clip in contexts[FILTER]["clips"]} == {"Source", "Output"}
    buttons = {"openPanel", "bake"} if profile in ("mlt", "bare") else set()
    assert set(params_of(contexts[FILTER])) >= PARAMETERS - buttons
    assert all(effect[f"OfxImageEffectProp{name}"] in ([], ["false"]) for name in GPU)
    assert effect["OfxImageEffectPropSupportsTiles"] == [0]
    assert effect["OfxImageEffectPluginPropHostFrameThreading"] == [0]
    safety = "OfxImageEffectRenderUnsafe" if profile == "mlt" else "OfxImageEffectRenderInstanceSafe"
    assert effect["OfxImageEffectPluginRenderThreadSafety"] == [safety]
    assert host.create().get("strength") == 1


def test_identity_and_words(make_host, tmp_path):
    opened, effect, _ = described(make_host(tmp_path))
    assert (opened["identifier"], opened["api"], opened["api_version"], opened["version"]) == (
        "org.uprez.Upscale",
        "OfxImageEffectPluginAPI",
        1,
        [1, 0],
    )
    assert (effect["OfxPropLabel"], effect["OfxImageEffectPluginPropGrouping"]) == (["uprez"], ["uprez"])
    assert set(effect["OfxImageEffectPropSupportedContexts"]) == {FILTER, GENERAL}
    assert effect["OfxImageEffectPropSupportedPixelDepths"][0] == "OfxBitDepthFloat"
    assert effect["OfxImageEffectPropTemporalClipAccess"] == [1]
    assert effect["OfxImageEffectPropSupportsMultiResolution"] == [1]


def test_both_contexts_are_the_same(make_host, tmp_path):
    _, _, contexts = described(make_host(tmp_path), (FILTER, GENERAL))
    assert contexts[FILTER] == contexts[GENERAL]


def test_parameters_are_as_hosts_need_them(make_host, tmp_path):
    _, _, contexts = described(make_host(tmp_path))
    params = params_of(contexts[FILTER])
    for name in ("strength", "seed"):  # Resolve clamps what lacks limits
        properties = params[name]["properties"]
        assert properties["OfxParamPropDisplayMin"] == properties["OfxParamPropMin"] == [0]
        assert properties["OfxParamPropMax"][0] in (1, 2**31 - 1)
    for name in CHOICES | TEXTS:
        assert params[name]["properties"]["OfxParamPropAnimates"] == [0]
        assert params[name]["properties"]["OfxParamPropScriptName"] == [name]
    assert params["prompt"]["properties"]["OfxParamPropStringMode"] == ["OfxParamStringIsMultiLine"]
    assert params["modelFile"]["properties"]["OfxParamPropStringMode"] == ["OfxParamStringIsFilePath"]
    assert params["modelId"]["properties"]["OfxParamPropSecret"] == [1]
    page = next(param for param in contexts[FILTER]["params"] if param["type"] == "OfxParamTypePage")
    assert set(page["properties"]["OfxParamPropPageChild"]) == PARAMETERS


def test_choices_are_those_of_the_list(make_host, tmp_path):
    params = params_of(described(make_host(tmp_path))[2][FILTER])
    listed = json.loads((ROOT / "ofx_bridge" / "models.json").read_text())["models"]
    assert params["model"]["properties"]["OfxParamPropChoiceOption"] == [model["label"] for model in listed]
    assert [model["name"] for model in listed] == list(MODELS)
    assert params["scale"]["properties"]["OfxParamPropChoiceOption"] == ["2x", "3x", "4x", "Same size (restore)"]
    assert params["onFailure"]["properties"]["OfxParamPropChoiceOption"][0] == "Automatic"


@pytest.mark.parametrize(("profile", "takes_part"), [("resolve", True), ("nuke", False), ("ours", False)])
def test_colour_management_only_where_the_host_has_it(make_host, tmp_path, profile, takes_part):
    effect = described(make_host(tmp_path, profile=profile))[1]
    assert (effect.get("OfxImageEffectPropColourManagementStyle", [""])[0] not in ("", "OfxImageEffectColourManagementNone")) is takes_part


def test_describing_starts_no_bridge(make_host, own_state):
    host = make_host(own_state).load()
    host.create()
    assert not (own_state / "ofx-1.address").exists()
