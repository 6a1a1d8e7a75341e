//! Ids for new records, derived from their names.

use diesel::prelude::*;

use crate::{
    db::{DbConnection, schema::record},
    model::record_type::RecordType,
    text::slug::Slug,
    values::{record_id::RecordId, traits::TextValue as _},
};

/// Derives an id from a name that no record has or had; `None` if nothing of the name can be transliterated.
pub(crate) fn of_name(
    connection: &mut DbConnection,
    kind: RecordType,
    name: &str,
) -> QueryResult<Option<RecordId>> {
    let Some(slug) = Slug::of(name) else { return Ok(None) };
    let found = first_free(&mut |number| {
        let id = slug.id(number);
        let taken = record::table.filter(record::path.eq(kind.path(&id)));
        let is_taken: bool = diesel::select(diesel::dsl::exists(taken)).get_result(connection)?;
        Ok((!is_taken).then_some(id))
    })?;
    Ok(found.and_then(|id| RecordId::read(&id)))
}

/// Finds a free number after one that is taken, with a number of questions that grows with the logarithm of those
/// that are taken: a thousand events with the same title must not keep the writer.
fn first_free<T>(look: &mut impl FnMut(u32) -> QueryResult<Option<T>>) -> QueryResult<Option<T>> {
    let (mut taken, mut step) = (0_u32, 1_u32);
    let mut free = loop {
        let number = taken.saturating_add(step);
        match look(number)? {
            Some(free) => break (number, free),
            None if number == u32::MAX => return Ok(None),
            None => (taken, step) = (number, step.saturating_mul(2)),
        }
    };
    while free.0 - taken > 1 {
        let middle = taken + (free.0 - taken) / 2;
        match look(middle)? {
            Some(found) => free = (middle, found),
            None => taken = middle,
        }
    }
    Ok(Some(free.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_number_is_found_with_few_questions() {
        for taken in [0_u32, 1, 2, 3, 7, 8, 999, 1_000, 100_000] {
            let mut questions = 0;
            let found = first_free(&mut |number| {
                questions += 1;
                Ok((number > taken).then_some(number))
            });
            assert_eq!(found.ok().flatten(), Some(taken + 1));
            assert!(questions <= 2 * (u32::BITS - taken.leading_zeros()) + 1, "{questions}");
        }
    }
}
