#pragma once

#ifndef Q_MOC_RUN // moc of Qt 6.4 does not understand what it includes
#include <qcoro/qcorotask.h>
#endif
