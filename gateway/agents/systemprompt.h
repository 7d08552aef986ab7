#pragma once

#include "gateway/agents/bootstrapfiles.h"

#include <QPair>
#include <QStringList>

namespace wsagent {

enum class PromptMode { Full, Minimal, None };

/// What the system prompt tells, each member a section that is left out when it is empty.
struct SystemPromptFacts
{
    PromptMode mode = PromptMode::Full;
    QString profile = {}; ///< the instance, when it is not the default one
    QString agentName = {};
    QList<QPair<QString, QString>> tools = {}; ///< name, one line
    QString skills = {};                       ///< the ready list `<available_skills>…`
    bool hasMemory = false;
    bool mayConfigure = false;
    QStringList modelAliases = {}; ///< "alias → provider/model"
    QString workspace = {};
    QString documentation = {};
    QString sandbox = {};
    QStringList owners = {};
    QString timeZone = {};
    bool repliesToChannel = false; ///< reply tags and messaging are worth explaining
    QString extra = {};            ///< group chat or sub-agent context
    bool reasoningTags = false;
    QList<BootstrapFile> files = {};
    bool mayBeSilent = true;
    bool hasHeartbeats = false;
    QString runtime = {}; ///< `agent=… host=…`
};

/// The system prompt of a run (`agents.md` 2). The same facts give the same bytes, and nothing in them
/// changes with time: providers keep what they have read.
QString systemPrompt(const SystemPromptFacts &facts);

} // namespace wsagent
