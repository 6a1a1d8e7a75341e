//! Several instances on one database.

use std::thread;

use crate::support::{
    TestApp,
    receiver::Receiver,
    webhooks::{Sender, added, change, endpoint},
};

#[test]
fn each_message_is_sent_by_one_instance() {
    let (app, receiver) = (TestApp::new(), Receiver::new());
    let ids: Vec<_> =
        (0..6).map(|number| added(&app.database, &receiver.url(&format!("/{number}")))).collect();
    let workers = [(); 2].map(|()| Sender::new(&app.database));
    for revision in [22, 23] {
        change(&app, 1);
        thread::scope(|scope| {
            for worker in &workers {
                scope.spawn(|| worker.round());
            }
        });
        let mut lines: Vec<_> = receiver.taken().into_iter().map(|one| one.line).collect();
        lines.sort();
        let expected: Vec<_> = (0..6).map(|number| format!("POST /{number} HTTP/1.1")).collect();
        assert_eq!(lines, expected);
        assert!(ids.iter().all(|id| endpoint(&app.database, id).acknowledged == revision));
    }
}
