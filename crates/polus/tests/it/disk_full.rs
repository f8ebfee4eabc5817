//! A disk that is really full: a file system of a few hundred kilobytes in a mount namespace of the test's own.

use tokio::process::Command;

use crate::support::{Home, Sandbox, finish};

/// Fills the disk with a sync, looks at what is there, makes room, and goes on.
const SCRIPT: &str = r#"
set -u
mount -t tmpfs -o size="$3" tmpfs "$1"
export POLUS_DIR="$1"
polus="$2"
"$polus" init >/dev/null
printf '%s\n' "$6" | "$polus" connect gorgias --url "$4" --email "$5" --api-key - >/dev/null || exit 90
POLUS_LOG=error "$polus" sync
echo "exit $?" >&2
"$polus" query --format csv "select count(*) > 0 from connections" || exit 91
mount -o remount,size=64m "$1"
"$polus" sync >/dev/null || exit 92
"$polus" query --format csv "select count(*) from tickets" || exit 93
"#;

#[tokio::test]
async fn nothing_stored_is_lost_and_work_goes_on_when_there_is_room() {
    let sandbox = Sandbox::with(&["--tickets", "300", "--rate-limit", "off"]).await;
    let home = Home::new();
    let own = String::from_utf8(Command::new("id").arg("-u").output().await.unwrap().stdout).unwrap();
    let mut unshare = Command::new("unshare");
    unshare.arg("--mount");
    if own.trim() != "0" {
        unshare.arg("--map-root-user");
    }
    unshare.args(["sh", "-c", SCRIPT, "sh"]).arg(home.path()).arg(env!("CARGO_BIN_EXE_polus"));
    unshare.args(["900k", &sandbox.url, &sandbox.email, &sandbox.api_key]);
    unshare.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
    unshare.stderr(std::process::Stdio::piped()).kill_on_drop(true);
    let ran = finish(unshare, "").await;
    insta::assert_snapshot!(ran.shown(home.path()), @r"
    exit 0
    -- stdout
    count(*) > 0
    1
    count(*)
    300
    -- stderr
    error: no space left to write [DIR]/polus.db
      hint: make room on the disk; what was stored before is intact and work goes on by itself
    exit 6
    ");
}
