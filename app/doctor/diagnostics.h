#pragma once

#include "app/doctor/doctorfacts.h"
#include "app/doctor/scrubber.h"

namespace wsagent {

/// One file of a bundle.
struct BundleFile
{
    QString name;
    QByteArray content;
};

/// Everything that somebody who helps needs to see, and no secret: versions, the config redacted, findings,
/// ports, services, the ends of the logs. Reads only.
QList<BundleFile> collectDiagnostics(const DoctorFacts &facts, const ConfigSource &source,
                                     const ConfigSchema &schema, int logLines);

/// Told of every secret of the instance that can be found: in its config, its environment, its `.env` files,
/// and the files of its devices and accounts.
Scrubber scrubberFor(const DoctorFacts &facts, const ConfigSource &source, const ConfigSchema &schema);

} // namespace wsagent
