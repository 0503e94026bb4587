// The line protocol between a test and this host.
//
// A request is one line: a verb, then words `key=value`, all parted by single spaces. Values are percent-encoded (UTF-8).
// The answer is one line of JSON: {"ok": true, ...} or {"ok": false, "error": "words"}. Requests are carried out in order on the
// main thread; only `start` leaves a render running on a thread of its own, until `wait`. Status numbers are OpenFX's.
//
//   host profile=P [name= multires= tiles= temporal= background= identifiers= depths=A,B]   first of all; P as in profiles.cpp
//   open path=F              library, setHost          load | describe | unload: the actions          close the library
//   context name=C           DescribeInContext: its clips and parameters
//   create name=N context=C [file= page= width= height= interactive=]     destroy name=N
//   instances                their names, and whether a plugin is open
//   clip name=N [first= last= premult= depth= components= colourspace= thumbnail= connected=]      of Source
//   frame name=N time=T [path= x= y= width= height= depth= components= padding= negative= id= scale= hollow=]
//                            a frame of Source from a raw file: rows tight, the bottom one first; no path: there is no such frame
//   set name=N param=P value=V [time=T]     get name=N param=P [time=T]
//   changed name=N param=P [reason=R]       instanceChanged, with Begin and End around it
//   sync name=N | purge [name=N]
//   preferences | definition | interest | frames | identity   name=N [time= scale= x1= y1= x2= y2=]
//   render name=N time=T [path= scale= draft= thumbnail= interactive= sequential= whole= abort_after= source_frame=
//          x1= y1= x2= y2= (output bounds)  wx1= wy1= wx2= wy2= (window)  depth= components= padding= negative=]
//   start (as render) job=J   cancel job=J   wait job=J
//   told                     messages since the last time      persistent name=N
//   faults                   what broke the specification since the last time
//   counts                   images, memories, mutexes, edits and progresses not given back
//   times                    seconds that each action took, and whether on the main thread
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ofx.h"
#include "properties.h"

namespace host {

// What is wrong with a request, in words.
struct Wrong {
    std::string words;
};

class Request {
 public:
    explicit Request(const std::string &line);

    std::string verb;
    bool has(const std::string &key) const;
    std::string text(const std::string &key) const;  // throws Wrong when it is not there
    std::string text(const std::string &key, const std::string &otherwise) const;
    double number(const std::string &key, double otherwise) const;
    int whole(const std::string &key, int otherwise) const;
    bool flag(const std::string &key, bool otherwise) const;

 private:
    std::map<std::string, std::string> words_;
};

// Builds a JSON object.
class Answer {
 public:
    Answer &add(const std::string &key, const std::string &text);
    Answer &add(const std::string &key, const char *text) { return add(key, std::string(text)); }
    Answer &add(const std::string &key, double number);
    Answer &add(const std::string &key, int number) { return add(key, static_cast<double>(number)); }
    Answer &add(const std::string &key, bool flag);
    Answer &add(const std::string &key, const Answer &object);
    Answer &add(const std::string &key, const std::vector<Answer> &objects);
    Answer &add(const std::string &key, const std::vector<std::string> &texts);
    Answer &add(const std::string &key, const std::vector<double> &numbers);
    Answer &add(const std::string &key, const std::vector<Value> &values);
    Answer &add(const std::string &key, const Properties &set);
    std::string json() const { return "{" + body_ + "}"; }

 private:
    Answer &raw(const std::string &key, const std::string &json);
    std::string body_;
};

}  // namespace host
