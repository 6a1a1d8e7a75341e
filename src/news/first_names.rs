//! First names and their forms in Polish.

use std::{collections::HashMap, sync::LazyLock};

/// The gender of a first name, on which the forms of the surname depend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NameGender {
    /// Masculine.
    Masculine,
    /// Feminine.
    Feminine,
}

/// The case of a name in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NameCase {
    /// The form to be recorded.
    Nominative,
    /// `Pawła`, `Natalii`.
    Genitive,
    /// `Pawłowi`.
    Dative,
    /// `Natalię`.
    Accusative,
    /// `Pawłem`, `Natalią`.
    Instrumental,
    /// `Pawle`.
    Locative,
}

/// A form of a first name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct NameForm {
    /// The nominative.
    pub(super) nominative: &'static str,
    /// The gender.
    pub(super) gender: NameGender,
    /// The case of the form.
    pub(super) case: NameCase,
}

/// Names of men in Poland and in the countries that its towns are twinned with.
const MASCULINE: &str = "Adam Adolf Adrian Albert Alain Albin Aleksander Aleksandr Aleksiej Aleksy Alex Alfons \
    Alfred Algirdas Alojzy Ambroży Anatol Anatolij Andreas Andrej Andriej Andrij Andris Andrius Andrzej André Antanas \
    Antanes Antoni Anton Arkadiusz Arnold Artem Artur Arturas August Augustyn Arvydas Bartek Bartłomiej Bartosz \
    Benedykt Bernard Bertrand Błażej Bogdan Bogumił Bogusław Bohdan Bolesław Borys Bronisław Bruno Cezary Christian \
    Christoph Cyprian Cyryl Czesław Damian Daniel Darius Dariusz Dawid Denis Dmitrij Dmytro Dominik Donatas Edgars \
    Edmund Edward Edwin Emil Ernest Eryk Eugeniusz Fabian Feliks Ferdynand Filip Francis François Franciszek Frank \
    Fryderyk Gabriel Gediminas Georgij Gerard Gérard Giennadij Gilles Gintaras Gracjan Grzegorz Gustaw Guy Günter \
    Hans Helmut Henri Henryk Herbert Hieronim Hubert Hugo Ignacy Igor Ihor Ilja Ireneusz Iwan Ivan Ivars Jacek Jacques \
    Jakub Jan Janis Janusz Jarosław Jean Jerzy Jewgienij Joachim Jonas Józef Juan Julian Juliusz Jurij Jürgen Justyn Juris \
    Kacper Kajetan Kamil Karl Karol Kazimierz Kęstutis Klaus Konrad Konstanty Konstantin Kornel Krystian Krzysztof \
    Ksawery Kuba Laurent Lech Leon Leonard Leonid Leopold Leszek Longin Loïc Lucjan Ludwik Łukasz Maciej Maksim \
    Maksymilian Manfred Marcel Marcin Marek Marian Mariusz Marc Marko Martin Mateusz Matthias Mateus Maurycy Michael \
    Michaił Michał Michel Mieczysław Mikołaj Mindaugas Miłosz Miron Mirosław Mykoła Nikita Nikodem Nikołaj Norbert \
    Oleg Ołeksandr Oliver Olivier Oskar Oskars Pascal Patrick Patryk Paul Paweł Pavel Peter Petr Philippe Pierre Piotr \
    Przemysław Radosław Rafał Raimonds Rajmund Remigiusz Renaud René Robert Roger Roland Rolandas Roman Romuald \
    Rudolf Ryszard Sebastian Sergiusz Serhij Siergiej Sergiej Sławomir Stanisław Stefan Stephan Stephane Stéphane Sylwester \
    Szczepan Szymon Tadeusz Taras Teodor Thierry Thomas Tomas Tomasz Tomáš Tymoteusz Uwe Valdis Vaclovas Viktor \
    Vladimir Vladislav Vytautas Wacław Waldemar Walenty Walerij Walter Wasilij Werner Wiaczesław Wieńczysław Wiesław \
    Wiktor Wincenty Wilhelm Wit Witalij Witold Władimir Władysław Włodzimierz Wojciech Wolfgang Wołodymyr Yves Zbigniew \
    Zdzisław Zenon Zygmunt Željko Žilvinas";

/// Names of women.
const FEMININE: &str = "Ada Adela Adrianna Agata Agnieszka Aldona Aleksandra Alfreda Alicja Alina Alona Amelia Anastazja \
    Anastasija Andrea Andżelika Aneta Angela Angelika Aniela Anita Anna Annika Antonina Asta Aurelia Barbara Beata Berta \
    Birutė Blanka Bogna Bogumiła Bogusława Bożena Brigitte Bronisława Brygida Cecylia Celina Catherine Christine Czesława \
    Dagmara Daina Daiva Dalia Danuta Daria Diana Dominika Dorota Edyta Elena Eleonora Eliza Elwira Elżbieta Emilia \
    Emma Ewa Ewelina Eugenia Felicja Florence Françoise Franciszka Gabriela Galina Genowefa Gertruda Grażyna Greta Halina \
    Hanna Helena Henryka Honorata Ilona Ilze Inese Inga Inna Ingrid Irena Irina Iryna Irma Isabelle Iwona Iza Izabela \
    Jadwiga Janina Jagoda Jelena Joanna Jolanta Jolita Jowita Józefa Judyta Julia Julita Julianna Justyna Kamila Karina \
    Karolina Katarzyna Kazimiera Kinga Klaudia Kornelia Krystyna Ksenia Larisa Laura Lena Leokadia Lesia Lidia Liliana Lilia \
    Lina Liudmiła Ludmiła Lucyna Ludwika Luiza Magda Magdalena Maja Malwina Małgorzata Marcelina Maria Marianna Marie \
    Mariola Marina Maryna Marlena Marta Martyna Maryla Marzanna Marzena Matylda Melania Michalina Mirosława Monika \
    Monique Nadia Nadieżda Natalia Natalija Natasza Nathalie Nicole Nijolė Nina Oksana Ola Olena Olga Oliwia Otylia Patrycja \
    Paulina Petra Rasa Regina Renata Rita Roma Romana Rozalia Róża Ruta Sabina Sandra Sara Sophie Sonia Stanisława Stefania \
    Swietłana Swietlana Switłana Sylwia Tamara Tatiana Tatjana Teresa Urszula Valentina Wacława Walentyna Wanda Weronika \
    Wiesława Wiktoria Wioletta Władysława Zdzisława Zenona Zofia Zuzanna Żaneta Živilė";

/// The forms of all names, in small letters.
static FORMS: LazyLock<HashMap<String, Vec<NameForm>>> = LazyLock::new(|| {
    let mut forms: HashMap<String, Vec<NameForm>> = HashMap::new();
    for (names, gender) in [(MASCULINE, NameGender::Masculine), (FEMININE, NameGender::Feminine)] {
        for nominative in names.split_whitespace() {
            for (form, case) in declined(&nominative.to_lowercase(), gender) {
                forms.entry(form).or_default().push(NameForm { nominative, gender, case });
            }
        }
    }
    forms
});

/// Returns what first names the word can be a form of, in any case of letters.
pub(super) fn first_names(word: &str) -> &'static [NameForm] {
    FORMS.get(&word.to_lowercase()).map(Vec::as_slice).unwrap_or_default()
}

/// The stems of names in which a vowel disappears.
const FLEETING: [(&str, &str); 2] = [("aleksander", "aleksandr"), ("paweł", "pawł")];

/// The forms of a name, in small letters.
fn declined(name: &str, gender: NameGender) -> Vec<(String, NameCase)> {
    use NameCase::{Accusative, Dative, Genitive, Instrumental};
    let last = name.chars().next_back().unwrap_or_default();
    let stem = name.get(..name.len() - last.len_utf8()).unwrap_or_default();
    let mut forms = match (gender, last) {
        (_, 'a') => {
            let after = stem.chars().next_back().unwrap_or_default();
            let genitive = if matches!(after, 'k' | 'g' | 'l' | 'j' | 'i') { "i" } else { "y" };
            let endings = [(genitive, Genitive), ("ę", Accusative), ("ą", Instrumental)];
            let mut forms = with(stem, &endings);
            forms.push((softened(stem, after), Dative));
            forms
        }
        (NameGender::Feminine, _) | (_, 'o' | 'e' | 'é') => Vec::new(),
        (_, 'y' | 'i') => {
            let genitive = [("ego", Genitive), ("iego", Genitive)];
            let others =
                [("emu", Dative), ("iemu", Dative), ("ym", Instrumental), ("im", Instrumental)];
            with(stem, &[&genitive[..], &others].concat())
        }
        _ => declined_consonant(name),
    };
    forms.push((name.to_owned(), NameCase::Nominative));
    forms
}

/// The forms of a man's name that ends in a consonant.
fn declined_consonant(name: &str) -> Vec<(String, NameCase)> {
    use NameCase::{Dative, Genitive, Instrumental, Locative};
    let fleeting = FLEETING.iter().find(|(full, _)| *full == name);
    let fleeting = fleeting.map(|(_, stem)| (*stem).to_owned());
    let without_e = name.strip_suffix("ek").map(|stem| format!("{stem}k"));
    let stem = fleeting.or(without_e).unwrap_or_else(|| name.to_owned());
    let instrumental = if stem.ends_with(['k', 'g']) { "iem" } else { "em" };
    let endings = [("a", Genitive), ("owi", Dative), (instrumental, Instrumental), ("u", Locative)];
    let mut forms = with(&stem, &endings);
    forms.push((softened(&stem, stem.chars().next_back().unwrap_or_default()), Locative));
    forms
}

fn with(stem: &str, endings: &[(&str, NameCase)]) -> Vec<(String, NameCase)> {
    endings.iter().map(|(ending, case)| (format!("{stem}{ending}"), *case)).collect()
}

/// The stem before the ending `-e`: `Renacie`, `Piotrze`, `Pawle`.
fn softened(stem: &str, last: char) -> String {
    let root = stem.strip_suffix(last).unwrap_or(stem);
    match last {
        't' => format!("{root}cie"),
        'd' => format!("{root}dzie"),
        'r' => format!("{root}rze"),
        'ł' => format!("{root}le"),
        'k' => format!("{root}ce"),
        'g' => format!("{root}dze"),
        'j' | 'l' => format!("{stem}i"),
        'i' => format!("{root}ii"),
        _ => format!("{stem}ie"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_first_names_are_known() {
        for (form, nominative) in [
            ("Pawłem", "Paweł"),
            ("Pawła", "Paweł"),
            ("Natalią", "Natalia"),
            ("Natalii", "Natalia"),
            ("Władysławem", "Władysław"),
            ("Sławomira", "Sławomir"),
            ("Markiem", "Marek"),
            ("Aleksandrem", "Aleksander"),
            ("Jerzym", "Jerzy"),
            ("Antoniego", "Antoni"),
            ("Piotrze", "Piotr"),
            ("Annę", "Anna"),
            ("Agnieszce", "Agnieszka"),
            ("Antanesem", "Antanes"),
            ("VIKTOR", "Viktor"),
        ] {
            assert!(first_names(form).iter().any(|name| name.nominative == nominative), "{form}");
        }
        assert!(first_names("Gmina").is_empty() && first_names("").is_empty());
    }
}
