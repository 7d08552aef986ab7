#pragma once

#include "gateway/methods/methodtable.h"

namespace wsagent {

/// What a panel asks for over and over of parts that this gateway does not have, answered as it is: there is
/// none of it (`gateway-methods.md` 15). talk.catalog, users.prefs.get, progressCard.get,
/// taskSuggestions.list, tts.status.
void addQuietMethods(MethodTable &table);

} // namespace wsagent
