//! Files up and down.

use super::json_of;
use crate::support::{Home, Sandbox};

#[tokio::test]
async fn a_file_goes_up_and_comes_back() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    home.write("label 1.txt", "Parcel 4711\n");
    home.write("b.csv", "a,b\n");
    let path = |name: &str| home.file(name).to_str().unwrap().to_owned();
    let made = json_of(&home, &["api", "files.upload", &path("label 1.txt"), &path("b.csv")], "").await;
    assert_eq!((&made[0]["name"], &made[0]["content_type"]), (&"label 1.txt".into(), &"text/plain".into()));
    assert_eq!((&made[1]["name"], &made[1]["content_type"]), (&"b.csv".into(), &"text/csv".into()));

    let url = made[0]["url"].as_str().unwrap();
    assert_eq!(home.ok(&["api", "files.download", url], "").await.stdout, "Parcel 4711\n");
    let parts: Vec<&str> = made[1]["url"].as_str().unwrap().rsplit('/').take(3).collect();
    let to = path("back.csv");
    let kept =
        json_of(&home, &["api", "files.download", parts[2], parts[1], parts[0], "--output", &to], "").await;
    assert_eq!((&kept["path"], &kept["bytes"]), (&to.as_str().into(), &4.into()));
    assert_eq!(std::fs::read_to_string(&to).unwrap(), "a,b\n");
}

#[tokio::test]
async fn a_text_file_is_printed_as_it_comes() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let period = r#"filters={"period": {"start_datetime": "2026-01-01T00:00:00Z", "end_datetime": "2026-12-31T00:00:00Z"}}"#;
    let csv = home.ok(&["api", "legacy_statistics.download", "overview", "--field", period], "").await;
    assert!(csv.stdout.lines().count() > 3 && csv.stdout.starts_with("name,type,"), "{csv}");
}

#[tokio::test]
async fn what_is_no_file_is_neither_sent_nor_asked_for() {
    let home = Home::new();
    let said = async |arguments: &[&str]| {
        let ran = home.run(&[&["api"], arguments].concat(), "").await;
        assert_eq!(ran.code, 2, "{ran}");
        ran.shown(home.path())
    };
    let folder = home.path().to_str().unwrap();
    home.write("a.png", "x");
    let file = home.file("a.png").to_str().unwrap().to_owned();
    insta::assert_snapshot!(said(&["files.upload", folder]).await, @r"
    exit 2
    -- stderr
    error: [DIR] is no file or too large
      hint: give files of at most 64 MiB together
    ");
    insta::assert_snapshot!(said(&["files.upload", "/nowhere/a.png"]).await, @r"
    exit 2
    -- stderr
    error: cannot read /nowhere/a.png
      because: No such file or directory (os error 2)
    ");
    insta::assert_snapshot!(said(&["files.upload", &file, "--type", "attachement"]).await, @r"
    exit 2
    -- stderr
    error: `attachement` is no type of a file
      hint: did you mean `attachment`? One of: `attachment`, `public_attachment`, `profile_picture`, `widget_picture`
    ");
    insta::assert_snapshot!(said(&["files.download", "label.png"]).await, @r"
    exit 2
    -- stderr
    error: url is not the address of a file: its path ends in type, domain hash and name, such as /attachment/Hx1/label.png
    ");
    insta::assert_snapshot!(said(&["files.download", "attachment", "label.png"]).await, @r"
    exit 2
    -- stderr
    error: a file is named by its url, or by type, domain hash and resource name
      hint: polus api files.download attachment Hx1 label.png
    ");
}
