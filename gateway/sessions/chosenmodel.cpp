#include "gateway/sessions/chosenmodel.h"

namespace wsagent {

using namespace Qt::StringLiterals;

void chooseModel(SessionEntry &entry, const QString &provider, const QString &model, const QString &account)
{
    const auto orNothing = [](const QString &text) {
        return text.isEmpty() ? QJsonValue() : QJsonValue(text);
    };
    entry.set("providerOverride"_L1, orNothing(provider));
    entry.set("modelOverride"_L1, orNothing(model));
    entry.set("authProfileOverride"_L1, orNothing(account));
    entry.set("authProfileOverrideSource"_L1, account.isEmpty() ? QJsonValue() : QJsonValue(u"user"_s));
}

QString chosenModel(const SessionEntry &entry)
{
    const QString provider = entry.text("providerOverride"_L1);
    const QString model = entry.text("modelOverride"_L1);
    if (model.isEmpty())
        return {};
    const QString reference = provider.isEmpty() ? model : provider + u'/' + model;
    const bool isPinned = entry.text("authProfileOverrideSource"_L1) == "user"_L1;
    return isPinned ? reference + u'@' + entry.text("authProfileOverride"_L1) : reference;
}

} // namespace wsagent
