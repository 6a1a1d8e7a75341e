//! What projects are worth together.

use diesel::{prelude::*, sql_types::BigInt};

use crate::{
    db::{Condition, fixed_sql::FixedSql, schema::link},
    error::ApiError,
    journal::revision::corrupt,
    model::{project::projects, record_type::RecordType},
    store::read::reader::Reader,
    values::{
        currency::Currency,
        money::{Money, MoneySum},
        record_id::RecordId,
        traits::TextValue as _,
    },
};

/// Amounts are summed in two parts, above and below this number of units, because a sum of whole amounts can be larger
/// than the numbers of a database.
const PART: i64 = 1_000_000_000;

/// The sum of the values of the projects that the audience sees: of a programme, or of all.
pub(crate) fn total(
    reader: &mut Reader<'_>,
    programme: Option<&RecordId>,
) -> Result<MoneySum, ApiError> {
    let sum = |sql: String| FixedSql::<BigInt>::new(format!("CAST(SUM({sql}) AS BIGINT)"));
    let sums: Vec<(String, i64, i64)> = projects::table
        .filter(reader.audience.visibility.sees("project.state"))
        .filter(is_of(programme))
        .group_by(projects::currency)
        .order(projects::currency)
        .select((
            projects::currency,
            sum(format!("project.value / {PART}")),
            sum(format!("project.value % {PART}")),
        ))
        .load(reader.connection)?;
    let mut total = MoneySum::default();
    for (code, above, below) in sums {
        if code.is_empty() {
            total.is_incomplete = true;
            continue;
        }
        let currency = Currency::read(&code).ok_or_else(|| corrupt(&code))?;
        let minor_units = above.saturating_mul(PART).saturating_add(below);
        total.amounts.push(Money { minor_units, currency });
    }
    Ok(total)
}

/// The project is of this programme, if one is named.
fn is_of(programme: Option<&RecordId>) -> Condition<projects::table> {
    let Some(id) = programme else { return Box::new(FixedSql::new("TRUE")) };
    let linked = link::table
        .filter(link::target.eq(RecordType::Programmes.path(id.as_str())))
        .filter(link::source_rank.eq(RecordType::Projects.rank()))
        .select(link::seq);
    Box::new(projects::seq.eq_any(linked))
}
