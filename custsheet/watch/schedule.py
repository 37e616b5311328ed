"""What to put into a scheduler so that a folder is run every night: text to be looked at and installed by a person.

Of all of them the same is asked: no overlap (custsheet's own lock, and the scheduler's rule), a run that was missed is made up for, nothing
is said unless there is something to say, paths that exist for a service (no mapped drive letters on Windows). The log lies in
`.custsheet/log/` beside the results and rotates itself.
"""

import re
import shlex
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from xml.sax.saxutils import escape

from custsheet.texts import language, say

KINDS = ("cron", "systemd", "windows", "launchd")
LOCKED = 5  # the exit code where another run is at work: nothing to worry about

_SYSTEMD = """# {about}
# ~/.config/systemd/user/custsheet.service
[Unit]
Description=custsheet {folder}

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={program} run {folder} --quiet --lang {lang}
SuccessExitStatus={locked}
TimeoutStartSec=2h
Nice=10
UMask=0077
# LoadCredential=password:/etc/custsheet/password
# Environment=CUSTSHEET_PASSWORD_FILE=%d/password

# ~/.config/systemd/user/custsheet.timer
[Unit]
Description=custsheet {folder}

[Timer]
OnCalendar=*-*-* {at}:00
Persistent=true
RandomizedDelaySec=5min

[Install]
WantedBy=timers.target
"""
_CRON = """# {about}
{minute} {hour} * * * {program} run {folder} --quiet --lang {lang}
@reboot sleep 300; {program} run {folder} --quiet --lang {lang}
"""
_WINDOWS = """<?xml version="1.0" encoding="UTF-16"?>
<!-- {about} -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{at}:00</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <StartWhenAvailable>true</StartWhenAvailable>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <ExecutionTimeLimit>PT2H</ExecutionTimeLimit>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <RunOnlyIfNetworkAvailable>{network}</RunOnlyIfNetworkAvailable>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>run "{folder}" --quiet --lang {lang}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
_LAUNCHD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- {about} -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>custsheet.run</string>
  <key>ProgramArguments</key>
  <array><string>{program}</string><string>run</string><string>{folder}</string><string>--quiet</string><string>--lang</string><string>{lang}</string></array>
  <key>WorkingDirectory</key><string>{folder}</string>
  <key>StartCalendarInterval</key>
  <dict><key>Hour</key><integer>{hour}</integer><key>Minute</key><integer>{minute}</integer></dict>
  <key>RunAtLoad</key><true/>
  <key>ProcessType</key><string>Background</string>
  <key>StandardErrorPath</key><string>{folder}/custsheet-errors.log</string>
</dict>
</plist>
"""


def text(kind: str, folder: Path | PureWindowsPath, program: str, at: str = "02:30", lang: str = "") -> str:
    """Return what a scheduler of *kind* (cron, systemd, windows, launchd) takes to run *folder* daily *at* hour:minute in *lang*, by default the one in use.

    >>> print(text("cron", Path("/srv/客户 资料"), "/usr/bin/custsheet", "02:05").splitlines()[-2])
    5 2 * * * /usr/bin/custsheet run '/srv/客户 资料' --quiet --lang zh
    """
    hour, minute = (int(part) for part in at.split(":"))
    quote = _QUOTES[kind]
    about = say("watch", "schedule", kind)
    if kind == "windows" and re.match(r"[A-Za-z]:", str(folder)):
        about += " " + say("watch", "schedule", "drive")
    template = {"cron": _CRON, "systemd": _SYSTEMD, "windows": _WINDOWS, "launchd": _LAUNCHD}[kind]
    return template.format(
        about=about,
        folder=quote(str(folder)),
        program=quote(program),
        at=f"{hour:02d}:{minute:02d}",
        hour=hour,
        minute=minute,
        locked=LOCKED,
        lang=lang or language(),
        network=str(str(folder).startswith("\\\\")).lower(),
    )


def _for_xml(word: str) -> str:
    return escape(word)


def _for_cron(word: str) -> str:
    return shlex.quote(word).replace("%", r"\%")


def _for_systemd(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "%%").replace('"', '\\"')
    return f'"{escaped}"' if re.search(r"[\s'\"]", word) else escaped


_QUOTES: dict[str, Callable[[str], str]] = {
    "cron": _for_cron,
    "systemd": _for_systemd,
    "windows": _for_xml,
    "launchd": _for_xml,
}
