# Turns the list of models into a C++ table: hosts keep the choices for years, so that they are built in.

function(uprez_quoted text result)
    string(REPLACE "\\" "\\\\" text "${text}")
    string(REPLACE "\"" "\\\"" text "${text}")
    set(${result} "\"${text}\"" PARENT_SCOPE)
endfunction()

# A number of a model's entry, 0 where it has none.
function(uprez_number entry name result)
    string(JSON value ERROR_VARIABLE absent GET "${entry}" ${name})
    if(absent)
        set(value 0)
    endif()
    set(${result} ${value} PARENT_SCOPE)
endfunction()

# The conditions that a model takes, with a comma before and after each.
function(uprez_taken entry result)
    set(taken ",")
    string(JSON count LENGTH "${entry}" takes)
    if(count GREATER 0)
        math(EXPR last "${count} - 1")
        foreach(i RANGE ${last})
            string(JSON condition GET "${entry}" takes ${i})
            string(APPEND taken "${condition},")
        endforeach()
    endif()
    set(${result} ${taken} PARENT_SCOPE)
endfunction()

function(uprez_model_table list header)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list})
    file(READ ${list} json)
    string(JSON count LENGTH "${json}" models)
    math(EXPR last "${count} - 1")
    foreach(i RANGE ${last})
        string(JSON entry GET "${json}" models ${i})
        foreach(field name label reach)
            string(JSON ${field} GET "${entry}" ${field})
        endforeach()
        foreach(field radius length overlap)
            uprez_number("${entry}" ${field} ${field})
        endforeach()
        uprez_quoted("${name}" name)
        uprez_quoted("${label}" label)
        uprez_taken("${entry}" taken)
        uprez_quoted("${taken}" taken)
        string(APPEND rows "    {${name}, ${label}, ${taken}, Reach::${reach}, ${radius}, ${length}, ${overlap}},\n")
    endforeach()
    file(CONFIGURE OUTPUT ${header} @ONLY CONTENT [[// Made from models.json by the build: change it there.
#pragma once

#include "effect/model_choice.h"

namespace uprez {

inline constexpr ModelChoice kModels[] = {
@rows@};

}  // namespace uprez
]])
endfunction()
