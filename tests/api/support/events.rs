//! Many made-up events.

use std::fmt::Write as _;

/// A municipality, a partner, and this many events, each with a fact that differs from round to round.
pub fn events(count: usize, round: usize) -> String {
    let mut lines = String::from(
        "{\"type\":\"municipality\",\"id\":\"m\",\"translations\":{\"en\":{\"name\":\"M\"}},\"country\":\"PL\",\
         \"defaultLanguage\":\"en\",\"languages\":[\"en\"]}\n\
         {\"type\":\"partners\",\"id\":\"p\",\"translations\":{\"en\":{\"name\":\"P\"}},\"kind\":\"county\",\
         \"status\":\"active\",\"country\":\"FR\"}\n",
    );
    for at in 0..count {
        let day = at % 28 + 1;
        writeln!(
            lines,
            "{{\"type\":\"events\",\"id\":\"event-{at}\",\"translations\":{{\"en\":{{\"title\":\"Visit {at}, round {round}\"}}}},\
             \"kind\":\"visit\",\"direction\":\"incoming\",\"status\":\"held\",\"startDate\":\"2015-06-{day:02}\",\
             \"topics\":[\"sport\",\"culture\"],\"partners\":[{{\"id\":\"p\"}}],\
             \"identifiers\":[{{\"scheme\":\"contract\",\"value\":\"{at}\"}}]}}"
        )
        .unwrap();
    }
    lines
}
