// Which host is played: its name, what it says that it can do, and how it then behaves.
#pragma once

#include <string>
#include <vector>

namespace host {

struct Profile {
    std::string name = "org.uprez.TestHost";
    std::vector<int> api{1, 5};
    bool background = false, multires = true, tiles = true, temporal = true;
    std::vector<std::string> contexts{"OfxImageEffectContextFilter", "OfxImageEffectContextGeneral"};
    std::vector<std::string> depths{"OfxBitDepthFloat", "OfxBitDepthHalf", "OfxBitDepthShort", "OfxBitDepthByte"};
    std::vector<std::string> refused_types;   // parameter types that paramDefine does not take
    std::vector<std::string> missing_suites;  // names that fetchSuite does not know
    std::string identifiers = "content";      // of images: "content", "fresh" (new for every fetch), "same", or "" for none
    bool hollow_messages = false;             // message suite 2 has members that are null
    bool dummy_threads = false;               // the multi-thread suite does nothing, and says that it did
    bool bare_images = false;                 // images lack scale, field and definition
    bool colour_style = false;                // publishes OpenFX 1.5 colour management
    bool format_extension = false;            // takes OfxImageClipPropFormat
    bool thumbnails = false;                  // says on the clip that a render is a thumbnail
};

// By its short name; a profile of an empty name: there is none.
Profile profile_named(const std::string &name);

}  // namespace host
