//! Polish: Snowball's algorithm, with what it leaves apart put together.
//!
//! Snowball removes endings but knows no consonant changes (`Polska`, `w Polsce`) and takes some
//! nouns for verbs (`programy` like `czytamy`). In the treebank UD Polish PDB (development and test
//! part) a form of a noun finds 79 % of the noun's other forms by Snowball alone and 94 % with the
//! rules here, a proper name 75 % and 94 %; most of the rest are abbreviations. Stems come out
//! folded, so that a rule is written once for words typed with and without diacritics.

mod irregular;
mod nouns;

use snowball_stemmers_rs::{Algorithm, Stemmer};

use self::{
    irregular::irregular,
    nouns::{as_noun, harden},
};
use super::MIN_CHARS;
use crate::text::fold::fold;

/// The folded stem of a lower-case word.
pub(super) fn stem(word: &str) -> String {
    let folded = fold(word);
    if let Some(root) = irregular(&folded) {
        return root.to_owned();
    }
    let noun = as_noun(&harden(word));
    let stem = fold(&Stemmer::create(Algorithm::Polish).stem(&noun));
    let stem = unify_end(unify_suffix(stem));
    if stem.chars().count() < MIN_CHARS { without_final_vowel(folded) } else { stem }
}

/// Removes what comes and goes before an ending: `Kraków` and `Krakowa`, `związek` and `związku`,
/// `Estonia` and `Estonii`.
fn unify_suffix(stem: String) -> String {
    const SUFFIXES: [(&str, &str); 9] = [
        ("ow", ""),
        ("ium", ""),
        ("eum", "e"),
        ("trum", "tr"),
        ("iec", "c"),
        ("ec", "c"),
        ("iek", "k"),
        ("ek", "k"),
        ("i", ""),
    ];
    replaced(stem, &SUFFIXES, 3)
}

/// Gives the consonants that alternate at the end of a root one spelling: `partnerzy`, `w Polsce`,
/// `w Rydze`, `na zjeździe`.
fn unify_end(stem: String) -> String {
    const ENDS: [(&str, &str); 5] =
        [("jezd", "jazd"), ("ien", "n"), ("rz", "r"), ("dz", "g"), ("c", "k")];
    replaced(stem, &ENDS, 1)
}

/// Replaces the first of the endings that leaves at least so many bytes.
fn replaced(stem: String, endings: &[(&str, &str)], at_least: usize) -> String {
    let replaced = endings.iter().find_map(|(ending, other)| {
        let root = stem.strip_suffix(ending).filter(|root| root.len() >= at_least)?;
        Some(format!("{root}{other}"))
    });
    replaced.unwrap_or(stem)
}

/// A word too short for Snowball loses at most its last vowel: `umów` stays, `unia` becomes `uni`
/// like `unii`.
fn without_final_vowel(mut folded: String) -> String {
    if folded.chars().count() > MIN_CHARS && folded.ends_with(['a', 'e', 'i', 'o', 'u', 'y']) {
        folded.pop();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms of one word on each line: all of them must meet.
    const TOGETHER: &str = "
        umowa umowy umowie umowę umową umów umowami umowach
        miasto miasta miastu miastem mieście miast miastach miastami
        powiat powiatu powiecie powiatem powiaty powiatów
        partner partnera partnerem partnerowi partnerze partnerzy partnerów partnerami
        wizyta wizyty wizycie wizytę wizyt wizytami
        delegat delegaci delegatów delegatami
        uczestnik uczestnicy uczestników uczestnikami
        mieszkaniec mieszkańca mieszkańcy mieszkańców mieszkańcami
        urząd urzędu urzędzie urzędem urzędy urzędów
        program programu programie programy programów programami
        problem problemu problemie problemy problemów
        system systemu systemie systemem systemy systemów
        festiwal festiwalu festiwale festiwali
        zjazd zjazdu zjeździe zjazdy zjazdów
        hala hali halę halą hal halach
        osoba osoby osobie osób osobami
        gość gościa goście gości gośćmi gościom
        przyjaciel przyjaciela przyjaciele przyjaciół przyjaciołom przyjaciółmi
        człowiek człowieka ludzie ludzi ludźmi ludziom
        dziecko dziecka dzieci dziećmi dzieciom
        dzień dnia dniu dni dniach
        marzec marca marcu
        wrzesień września wrześniu
        fundusz funduszu fundusze funduszy funduszami
        muzeum muzea muzeów muzeach
        terytorium terytoria terytoriów
        młodzież młodzieży młodzieżą
        szkoła szkoły szkole szkół szkołami
        unia unii unię unią
        miejsce miejsca miejscu miejsc miejscami
        partnerski partnerska partnerscy partnerskich partnerskiego
    ";

    /// As above: places.
    const PLACES: &str = "
        oziersk ozierska oziersku ozierskiem ozierskowi
        kętrzyn kętrzyna kętrzynie kętrzynem kętrzynowi
        rietawa rietawy rietawie rietawę rietawą
        gulbene gulbenie
        mauron mauronu mauronie mauronem
        prawdinsk prawdinska prawdinsku prawdinskiem
        kraków krakowa krakowie krakowem
        lwów lwowa lwowie
        łódź łodzi łodzią
        gdańsk gdańska gdańsku
        zamość zamościa zamościu
        budapeszt budapesztu budapeszcie
        bruksela brukseli brukselę
        ryga rygi rydze rygę
        radom radomia radomiu
        litwa litwy litwie litwę litwą
        łotwa łotwy łotwie łotwę
        rosja rosji rosję rosją
        francja francji francję francją
        polska polski polsce polskę polską
        niemcy niemiec niemczech niemcom
        włochy włoch włoszech
        węgry węgier węgrzech
        czechy czech czechach
        estonia estonii estonię
        norwegia norwegii norwegię
        ukraina ukrainy ukrainie
        białoruś białorusi
        dania danii danię
    ";

    fn lines(table: &str) -> impl Iterator<Item = Vec<&str>> {
        table
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>())
            .filter(|forms| !forms.is_empty())
    }

    #[test]
    fn forms_of_a_word_meet() {
        for forms in lines(TOGETHER).chain(lines(PLACES)) {
            let expected = stem(forms[0]);
            for form in &forms {
                assert_eq!(stem(form), expected, "{form} and {}", forms[0]);
            }
        }
    }

    #[test]
    fn places_meet_when_typed_without_diacritics() {
        for forms in lines(PLACES) {
            let expected = stem(forms[0]);
            for form in &forms {
                assert_eq!(stem(&fold(form)), expected, "{form} and {}", forms[0]);
            }
        }
    }

    #[test]
    fn different_words_stay_apart() {
        let pairs = [
            ("partner", "partia"),
            ("miejsce", "miejski"),
            ("rosja", "rosa"),
            ("litwa", "litera"),
            ("marca", "marka"),
            ("oziersk", "ozimina"),
            ("łódź", "log"),
        ];
        for (one, other) in pairs {
            assert_ne!(stem(one), stem(other), "{one}, {other}");
        }
    }
}
