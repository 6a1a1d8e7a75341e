//! WebSub: after a public change, the hub that the operator chose is told which feeds have news (W3C Recommendation, 2018).
//!
//! The service is a publisher and no hub: readers subscribe to the hub, which fetches the feed and passes it on.

mod ping_queue;
mod topics;
pub mod worker;
