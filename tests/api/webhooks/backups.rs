//! Backups hold endpoints with their secrets, since they must sign after a restore.

use std::fs;

use crate::support::{
    TestApp,
    database::TestDatabase,
    program::run,
    receiver::Receiver,
    webhooks::{Sender, added, endpoint},
};

#[test]
fn endpoints_sign_after_a_restore_and_say_that_the_data_is_another() {
    let (app, receiver) = (TestApp::new(), Receiver::new());
    let id = added(&app.database, &receiver.url("/"));
    let first = endpoint(&app.database, &id);
    let url = app.database.argument();
    let path = |name: &str| app.database.folder.path().join(name).to_str().unwrap().to_owned();
    let (plain, portable) = (path("plain"), path("portable"));
    run(&["backup", &plain, "--database-url", &url]).succeeded();
    run(&["backup", &portable, "--portable", "--database-url", &url]).succeeded();
    let archive = fs::read_to_string(&portable).unwrap();
    assert_eq!(archive.matches("{\"type\":\"webhook\",").count(), 1);
    for file in [&plain, &portable] {
        let other = TestDatabase::new();
        run(&["restore", file, "--database-url", &other.argument()]).succeeded();
        let restored = endpoint(&other, &id);
        assert_eq!((&restored.secret, &restored.url), (&first.secret, &first.url));
        Sender::new(&other).round();
        let [message] = receiver.taken().try_into().unwrap();
        assert!(message.body.contains("/changes?after=0\""), "{}", message.body);
        let timestamp = message.header("webhook-timestamp").parse().unwrap();
        let signature = first.secret.sign(message.header("webhook-id"), timestamp, &message.body);
        assert_eq!(message.header("webhook-signature"), signature);
    }
    let empty = TestDatabase::migrated();
    added(&empty, &receiver.url("/"));
    let refused = run(&["restore", &plain, "--database-url", &empty.argument()]).refused();
    assert!(refused.contains("is not empty"), "{refused}");
}
