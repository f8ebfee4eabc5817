//! The system packages that tests and benchmarks need, and getting them.
//!
//! What is missing is installed with apt-get where that is possible without asking anyone: as root, or with a
//! `sudo` that wants no password. Everywhere else the task fails and names the exact command. Nothing is skipped.

use std::process::Command;

use crate::failure::Failure;
use crate::shell;

/// What a package is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// `cargo xtask test`.
    Tests,
    /// `cargo xtask bench`.
    Bench,
}

/// A package of Debian and Ubuntu, and how to see that it is there.
#[derive(Debug)]
struct Package {
    name: &'static str,
    need: Need,
    why: &'static str,
    /// Present when one of these is in `PATH`.
    programs: &'static [&'static str],
}

/// Every package. To add one: a line here, and one in the README's list.
const PACKAGES: &[Package] = &[
    Package {
        name: "build-essential",
        need: Need::Tests,
        why: "compiles the embedded SQLite",
        programs: &["cc"],
    },
    Package { name: "wrk", need: Need::Bench, why: "makes the webhook load", programs: &["wrk"] },
];

/// How packages can be installed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Root,
    Sudo,
    None,
}

/// Installs what is missing for `need`, or fails naming the command to type.
pub fn ensure(need: Need) -> Result<(), Failure> {
    let missing = missing(need, |program| shell::find_program(program).is_some());
    if missing.is_empty() {
        return Ok(());
    }
    for package in &missing {
        println!("missing: {} ({})", package.name, package.why);
    }
    for mut command in install_commands(&missing, access())? {
        shell::stream(command.env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    Ok(())
}

/// The packages for `need` of which no program is present.
fn missing(need: Need, present: impl Fn(&str) -> bool) -> Vec<&'static Package> {
    PACKAGES
        .iter()
        .filter(|package| package.need == need && !package.programs.iter().any(|program| present(program)))
        .collect()
}

fn access() -> Access {
    if shell::find_program("apt-get").is_none() {
        Access::None
    } else if shell::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        Access::Root
    } else if shell::succeeds(Command::new("sudo").args(["-n", "true"])) {
        Access::Sudo
    } else {
        Access::None
    }
}

fn install_commands(missing: &[&Package], access: Access) -> Result<[Command; 2], Failure> {
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    let apt_get = || match access {
        Access::Root => Ok(Command::new("apt-get")),
        Access::Sudo => {
            let mut command = Command::new("sudo");
            command.args(["-n", "apt-get"]);
            Ok(command)
        }
        Access::None => Err(Failure::Unmet(format!(
            "system packages are missing and cannot be installed from here. Run:\n  \
             sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
            names.join(" ")
        ))),
    };
    let mut update = apt_get()?;
    update.arg("update");
    let mut install = apt_get()?;
    install.args(["install", "-y", "--no-install-recommends"]).args(&names);
    Ok([update, install])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(command: &Command) -> String {
        let words: Vec<_> = std::iter::once(command.get_program()).chain(command.get_args()).collect();
        words.join(" ".as_ref()).into_string().unwrap()
    }

    #[test]
    fn a_package_is_missing_when_none_of_its_programs_is_there() {
        let names = |need, program: &'static str| -> Vec<&str> {
            missing(need, |asked| asked == program).iter().map(|package| package.name).collect()
        };
        assert_eq!(names(Need::Tests, "cc"), Vec::<&str>::new());
        assert_eq!(names(Need::Tests, "wrk"), ["build-essential"]);
        assert_eq!(names(Need::Bench, "wrk"), Vec::<&str>::new());
    }

    #[test]
    fn root_and_sudo_update_before_they_install() {
        let missing = missing(Need::Bench, |_| false);
        let as_root = install_commands(&missing, Access::Root).unwrap();
        assert_eq!(typed(&as_root[0]), "apt-get update");
        assert_eq!(typed(&as_root[1]), "apt-get install -y --no-install-recommends wrk");
        let as_user = install_commands(&missing, Access::Sudo).unwrap();
        assert_eq!(typed(&as_user[1]), "sudo -n apt-get install -y --no-install-recommends wrk");
    }

    #[test]
    fn without_access_the_command_to_type_is_named() {
        let failure = install_commands(&missing(Need::Tests, |_| false), Access::None).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "system packages are missing and cannot be installed from here. Run:\n  \
             sudo apt-get update && sudo apt-get install -y --no-install-recommends build-essential"
        );
    }
}
