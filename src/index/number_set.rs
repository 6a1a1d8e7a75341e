//! Sets of numbers of records in memory, read from the database in one row.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl as _,
    sql_types::{Nullable, Text},
};

use crate::db::{DbConnection, fixed_sql::FixedSql};

/// How many numbers one word of bits stands for.
const BITS: usize = 64;

/// A set of numbers of records, in the form that takes less memory.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct NumberSet {
    form: SetForm,
    count: usize,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum SetForm {
    /// The numbers, in their order.
    List(Box<[i64]>),
    /// A bit for each number, from zero on.
    Bits(Box<[u64]>),
}

impl Default for SetForm {
    fn default() -> Self {
        Self::List(Box::default())
    }
}

/// The place of the bit of a number: the word, and the bit in it.
fn place(number: i64) -> Option<(usize, u64)> {
    let number = usize::try_from(number).ok()?;
    Some((number / BITS, 1 << (number % BITS)))
}

impl NumberSet {
    /// The set of these numbers, of which none is negative.
    pub(crate) fn of(mut numbers: Vec<i64>) -> Self {
        numbers.sort_unstable();
        numbers.dedup();
        let words = numbers.last().and_then(|last| place(*last)).map_or(0, |(word, _)| word + 1);
        let count = numbers.len();
        if count <= words {
            return Self { form: SetForm::List(numbers.into()), count };
        }
        let mut bits = vec![0; words];
        for (word, bit) in numbers.into_iter().filter_map(place) {
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        Self { form: SetForm::Bits(bits.into()), count }
    }

    /// How many numbers the set has.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Whether the set has this number.
    pub(crate) fn has(&self, number: i64) -> bool {
        match &self.form {
            SetForm::List(numbers) => numbers.binary_search(&number).is_ok(),
            SetForm::Bits(words) => place(number)
                .and_then(|(word, bit)| Some(words.get(word)? & bit != 0))
                .unwrap_or(false),
        }
    }

    /// The numbers, in their order.
    pub(crate) fn numbers(&self) -> Vec<i64> {
        match &self.form {
            SetForm::List(numbers) => numbers.to_vec(),
            SetForm::Bits(words) => {
                let of_word = |(at, word): (usize, &u64)| {
                    let (first, word) = (at * BITS, *word);
                    let set = (0..BITS).filter(move |bit| word >> bit & 1 == 1);
                    set.filter_map(move |bit| i64::try_from(first + bit).ok())
                };
                words.iter().enumerate().flat_map(of_word).collect()
            }
        }
    }

    /// The numbers that both sets have.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let (few, many) = if self.count <= other.count { (self, other) } else { (other, self) };
        few.only(|number| many.has(number))
    }

    /// The numbers that the other set does not have.
    pub(crate) fn without(&self, other: &Self) -> Self {
        self.only(|number| !other.has(number))
    }

    /// The numbers of both sets.
    pub(crate) fn or(&self, other: &Self) -> Self {
        Self::of(self.numbers().into_iter().chain(other.numbers()).collect())
    }

    fn only(&self, keeps: impl Fn(i64) -> bool) -> Self {
        Self::of(self.numbers().into_iter().filter(|number| keeps(*number)).collect())
    }

    /// The memory that the set takes.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>()
            + match &self.form {
                SetForm::List(numbers) => size_of_val::<[i64]>(numbers),
                SetForm::Bits(words) => size_of_val::<[u64]>(words),
            }
    }
}

/// All the numbers of a column in one text: a million rows of one number each would take three times as long, and on
/// PostgreSQL much memory.
pub(crate) fn joined_sql(connection: &DbConnection, column: &str) -> String {
    connection.choose(format!("group_concat({column})"), format!("string_agg({column}::text, ',')"))
}

/// The same as an expression of Diesel.
pub(crate) fn joined(connection: &DbConnection, column: &str) -> FixedSql<Nullable<Text>> {
    FixedSql::new(joined_sql(connection, column))
}

/// The numbers of such a text; none if there were no rows.
pub(crate) fn split(joined: Option<&str>) -> impl Iterator<Item = i64> {
    joined.unwrap_or_default().split(',').filter_map(|number| number.parse().ok())
}

/// A row with joined numbers.
#[derive(QueryableByName)]
struct JoinedRow {
    #[diesel(sql_type = Nullable<Text>)]
    numbers: Option<String>,
}

/// The numbers that `select` has in its column `number`, each once for each row.
pub(crate) fn load(connection: &mut DbConnection, select: &str) -> QueryResult<Vec<i64>> {
    let numbers = joined_sql(connection, "selected.number");
    let query = format!("SELECT {numbers} AS numbers FROM ({select}) AS selected");
    let row: JoinedRow = crate::on_each_backend!(connection, |concrete| diesel::sql_query(&query)
        .get_result(concrete))?;
    Ok(split(row.numbers.as_deref()).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Sets of few numbers far apart, and of many close together.
    fn numbers() -> impl Strategy<Value = BTreeSet<i64>> {
        prop_oneof![
            prop::collection::btree_set(0..100_000_i64, 0..20),
            prop::collection::btree_set(0..300_i64, 0..250),
        ]
    }

    fn set(numbers: &BTreeSet<i64>) -> NumberSet {
        NumberSet::of(numbers.iter().rev().copied().collect())
    }

    proptest! {
        #[test]
        fn a_set_is_what_a_set_is(one in numbers(), other in numbers(), number in -5..400_i64) {
            let (a, b) = (set(&one), set(&other));
            prop_assert_eq!(a.numbers(), one.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(a.count(), one.len());
            prop_assert_eq!(a.has(number), one.contains(&number));
            prop_assert_eq!(a.and(&b).numbers(), one.intersection(&other).copied().collect::<Vec<_>>());
            prop_assert_eq!(a.or(&b).numbers(), one.union(&other).copied().collect::<Vec<_>>());
            prop_assert_eq!(a.without(&b).numbers(), one.difference(&other).copied().collect::<Vec<_>>());
        }
    }

    #[test]
    fn many_numbers_take_a_bit_each() {
        let many = NumberSet::of((0..64_000).collect());
        assert!(many.bytes() < 64_000 / 8 + 100, "{}", many.bytes());
        let few = NumberSet::of(vec![1, 1_000_000_000]);
        assert!(few.bytes() < 100, "{}", few.bytes());
    }

    #[test]
    fn the_numbers_of_a_text() {
        assert_eq!(split(Some("3,1,20")).collect::<Vec<_>>(), [3, 1, 20]);
        assert_eq!(split(None).count(), 0);
    }
}
