//! The commands of the operator, and the program that sends.

use twinning::auth::role::TokenRole;

use crate::support::{
    database::TestDatabase,
    export,
    keeper::token,
    program::{Serving, run_with},
    raw::exchange,
    receiver::Receiver,
    waiting::eventually,
    webhooks::endpoint,
};

const LOOPBACK: [(&str, &str); 2] =
    [("TWINNING_WEBHOOK_ALLOW_LOOPBACK", "true"), ("RUST_LOG", "trace")];

#[test]
fn the_operator_adds_lists_and_removes_endpoints() {
    let database = TestDatabase::migrated();
    let url = database.argument();
    let run = |arguments: &[&str]| {
        run_with(&[&["webhook"], arguments, &["--database-url", &url]].concat(), &[])
    };
    let empty = run(&["list"]);
    assert!(empty.out.is_empty() && empty.err.contains("no webhooks yet"), "{empty:?}");
    let added = run(&["add", "https://portal.example.org/twinning"]);
    let secret = added.out.trim_end();
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "{added:?}");
    let list = run(&["list"]).succeeded();
    let row = list.lines().nth(1).unwrap();
    let id = row.split(' ').next().unwrap();
    assert!(
        row.contains("active") && row.ends_with("  https://portal.example.org/twinning"),
        "{list}"
    );
    assert!(added.err.contains(&format!("the webhook {id} ")), "{added:?}");
    let other = run(&["secret", id]);
    assert!(other.out.starts_with("whsec_") && other.out != added.out, "{other:?}");
    for told in [&list, &added.err, &other.err] {
        assert!(
            !told.contains(&secret[6..]) && !told.contains(other.out[6..].trim_end()),
            "{told}"
        );
    }
    for (arguments, words) in [
        (["add", "https://portal.example.org/twinning"], "has this address already"),
        (["add", "http://portal.example.org/"], "the address begins with http"),
        (["add", "https://192.168.0.1/"], "not an address of the public Internet"),
        (["remove", "nobody"], "no webhook has the id “nobody”"),
        (["test", "nobody"], "no webhook has the id “nobody”"),
        (["secret", "nobody"], "no webhook has the id “nobody”"),
    ] {
        let refused = run(&arguments).refused();
        assert!(refused.contains(words), "{refused}");
    }
    assert!(run(&["remove", id]).succeeded().starts_with("Removed"));
    assert!(run(&["list"]).out.is_empty());
}

#[test]
fn a_service_sends_and_no_log_or_export_has_the_secret() {
    let (database, receiver) = (TestDatabase::migrated(), Receiver::new());
    export::load(&database);
    let url = database.argument();
    let add = ["webhook", "add", &receiver.url("/"), "--database-url", &url];
    let added = run_with(&add, &LOOPBACK);
    let secret = added.out[6..].trim_end();
    let admin = token(&database, TokenRole::Admin);
    let serving = Serving::start(&url, &[], &LOOPBACK);
    let request = format!(
        "PATCH /api/v1/partners/oziersk HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {admin}\r\nIf-Match: *\r\n\
         Content-Type: application/merge-patch+json\r\nContent-Length: 33\r\n\r\n{{\"website\":\"https://a.example/1\"}}"
    );
    assert_eq!(exchange(serving.address, request).unwrap().status, 200);
    eventually("the message arrives", || receiver.count() == 1);
    let id = receiver.taken()[0].header("webhook-id").split('_').nth(1).unwrap().to_owned();
    eventually("it is noted", || endpoint(&database, &id).acknowledged == 22);
    let log = serving.log();
    assert!(log.contains(&format!("webhook {id}: msg_{id}_22 was delivered (204)")), "{log}");
    let public = run_with(&["export", "--public", "--database-url", &url], &[]).succeeded();
    let all = run_with(&["export", "--database-url", &url], &[]).succeeded();
    for told in [&added.err, &log, &public, &all] {
        assert!(!told.contains(secret), "{told}");
    }
    assert!(!public.contains("127.0.0.1") && !all.contains("127.0.0.1"));
}
