#include "parameters.h"

namespace uprez {

const std::vector<Choice> &scale_choices() {
    static const std::vector<Choice> choices = {{"2x", "2"}, {"3x", "3"}, {"4x", "4"}, {"Same size (restore)", "1"}};
    return choices;
}

// Names after the first three are OpenColorIO's, of its studio configuration.
const std::vector<Choice> &colour_choices() {
    static const std::vector<Choice> choices = {
        {"From the host", ""},
        {"Display (sRGB, Rec.709)", "display"},
        {"Scene-linear", "linear"},
        {"ACEScct", "ACEScct"},
        {"ARRI LogC4", "ARRI LogC4"},
        {"Sony S-Log3 S-Gamut3.Cine", "S-Log3 S-Gamut3.Cine"},
        {"RED Log3G10", "Log3G10 REDWideGamutRGB"},
        {"ACEScg", "ACEScg"},
        {"ARRI LogC3 (EI 800)", "ARRI LogC3 (EI800)"},
        {"DaVinci Intermediate, Wide Gamut", "DaVinci Intermediate WideGamut"},
        {"Canon Log 3 Cinema Gamut", "CanonLog3 CinemaGamut D55"},
        {"Panasonic V-Log V-Gamut", "V-Log V-Gamut"},
        {"Apple Log", "Apple Log"},
        {"Rec.2100 PQ", "Rec.2100-PQ - Display"},
        {"Rec.2100 HLG", "Rec.2100-HLG - Display"},
    };
    return choices;
}

const std::vector<Choice> &failure_choices() {
    static const std::vector<Choice> choices = {
        {"Automatic", "automatic"}, {"Fail the frame", "fail"}, {"Pass the source through", "pass"}, {"Show an error card", "card"}};
    return choices;
}

const std::vector<Choice> &format_choices() {
    static const std::vector<Choice> choices = {{"EXR", "exr"}, {"ProRes", "prores"}};
    return choices;
}

}  // namespace uprez
