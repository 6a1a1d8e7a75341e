//! The table of words of the editors' desk: English, then Polish. A word without one of them does not compile.

use super::declaration::words;
use crate::text::messages::MessageLanguage;

words! {
    /// A word or sentence of the editors' desk.
    DeskWord {
    Name: "Editors’ desk", "Biurko redakcji";
    Data: "Data", "Dane";
    SignIn: "Sign in", "Logowanie";
    SignOut: "Sign out", "Wyloguj";
    Token: "Token", "Token";
    TokenHint: "The one that the administrator gave you. It begins with twn_.",
        "Ten, który dał Ci administrator. Zaczyna się od twn_.";
    Session: "A session lasts until the browser is closed, 12 hours at most, and one hour without use.",
        "Sesja trwa do zamknięcia przeglądarki, najwyżej 12 godzin i najwyżej godzinę bezczynności.";
    BadToken: "This token does not work. It was revoked, has expired or is mistyped.",
        "Ten token nie działa. Został odwołany, stracił ważność albo jest wpisany z błędem.";
    TooOften: "Too many attempts. Try again in {0} s.", "Za dużo prób. Spróbuj za {0} s.";
    SessionEnded: "Your session has ended. What you typed is kept: enter the token to send it.",
        "Sesja się skończyła. To, co wpisano, jest zachowane: podaj token, aby je wysłać.";
    EndsSoon: "The session ends in {0} min. Save what you have typed, and sign in again.",
        "Sesja skończy się za {0} min. Zapisz to, co wpisano, i zaloguj się ponownie.";
    WelcomeBack: "You are signed in again", "Zalogowano ponownie";
    Kept: "What you typed before is still here.", "To, co wpisano wcześniej, nadal tu jest.";
    SendKept: "Send it now", "Wyślij teraz";
    Reader: "reads", "czyta";
    Editor: "editor", "redaktor";
    ReadOnly: "This token can read drafts but not change anything.",
        "Ten token pozwala czytać szkice, ale nie zmieniać.";
    ViewSite: "View the site", "Zobacz stronę";
    New: "New: {0}", "Nowy wpis: {0}";
    Fault: "Fault", "Błąd";
    Edit: "Edit", "Edycja";
    History: "History", "Historia";
    Published: "published", "opublikowane";
    Draft: "draft", "szkic";
    Drafts: "Drafts", "Szkice";
    PublishedOnes: "Published", "Opublikowane";
    Publication: "Publication", "Publikacja";
    Show: "Show", "Pokaż";
    Record: "Record", "Wpis";
    Partners: "Partners", "Partnerzy";
    Languages: "Languages", "Języki";
    LastChange: "Last change", "Ostatnia zmiana";
    ChangeNumber: "change no. {0}", "zmiana nr {0}";
    NoText: "no text in {0}", "brak tekstu: {0}";
    NoPlace: "no place", "brak miejsca";
    Lacking: "What is missing", "Czego brakuje";
    Sorted: "Order", "Kolejność";
    SortName: "Name", "Nazwa";
    SortDate: "Date", "Data";
    ListCut: "Only the first ones were looked at. Fill in what they lack, or narrow the list.",
        "Przejrzano tylko pierwsze. Uzupełnij je albo zawęź listę.";
    NoSource: "no source", "brak źródła";
    Texts: "Texts", "Teksty";
    DefaultLanguage: "default", "domyślny";
    AddLanguage: "Add a language, for example de", "Dodaj język, na przykład de";
    Add: "Add", "Dodaj";
    AddItem: "Add: {0}", "Dodaj: {0}";
    Remove: "Remove: {0}", "Usuń: {0}";
    Required: "required", "konieczne";
    RequiredOnce: "required in one of the languages", "konieczne w jednym z języków";
    Suggestions: "Suggestions: {0}", "Podpowiedzi: {0}";
    NoSuggestions: "No suggestions", "Brak podpowiedzi";
    NotSaved: "Not saved: {0}", "Nie zapisano: {0}";
    Missing: "Fill in this field.", "Uzupełnij to pole.";
    MissingText: "Fill in this field in at least one language.",
        "Uzupełnij to pole w co najmniej jednym języku.";
    News: "Events from a news text", "Wydarzenia z aktualności";
    NewsLead: "Paste a text in Polish. The events that it tells of become drafts, once you have checked them. The text \
        stays on this server.",
        "Wklej tekst po polsku. Wydarzenia, o których mówi, staną się szkicami, gdy je sprawdzisz. Tekst zostaje na serwerze.";
    NewsText: "Text", "Tekst";
    NewsAddress: "Address of the text", "Adres tekstu";
    NewsTitle: "Title of the page", "Tytuł strony";
    NewsFind: "Find events", "Znajdź wydarzenia";
    NewsFound: "Found: {0}. Take the ticks from what is wrong, then open the draft.",
        "Znaleziono: {0}. Odznacz to, co się nie zgadza, i otwórz szkic.";
    NewsNothing: "No event with a date and a partner was found in this text.",
        "W tym tekście nie znaleziono wydarzenia z datą i partnerem.";
    NewsMore: "{0} more are left out: paste the rest of the text by itself.",
        "Pominięto jeszcze {0}: wklej resztę tekstu osobno.";
    NewsInferredNote: "Inferred from the text: {0}.", "Wywnioskowane z tekstu: {0}.";
    NewsInferred: "inferred", "wywnioskowane";
    NewsTake: "What the draft takes over", "Co przejmuje szkic";
    NewsWords: "show in the text", "pokaż w tekście";
    NewsOpen: "Open as a draft", "Otwórz jako szkic";
    NewsSimilar: "There is a similar event already:", "Podobne wydarzenie już jest:";
    Save: "Save draft", "Zapisz szkic";
    SavePublic: "Save and show to everybody", "Zapisz i pokaż wszystkim";
    Publish: "Publish", "Opublikuj";
    Unpublish: "Take back to drafts", "Wycofaj do szkiców";
    Preview: "Preview: {0}", "Podgląd: {0}";
    PreviewNote: "A preview: this is what everybody would see. Nothing is saved yet, and the page has no address.",
        "Podgląd: tak zobaczą to wszyscy. Nic jeszcze nie zapisano, a strona nie ma adresu.";
    SavesAtOnce: "Saving changes the public page at once.", "Zapisanie od razu zmienia stronę publiczną.";
    Saved: "Saved as change no. {0}.", "Zapisano jako zmianę nr {0}.";
    SavedMerged: "Saved as change no. {0}, together with what others changed meanwhile.",
        "Zapisano jako zmianę nr {0}, razem z tym, co w tym czasie zmienili inni.";
    Unchanged: "Nothing has changed.", "Nic się nie zmieniło.";
    Restored: "The earlier state was restored as change no. {0}.",
        "Przywrócono wcześniejszy stan jako zmianę nr {0}.";
    Delete: "Delete", "Usuń";
    DeleteAsk: "Delete “{0}”?", "Usunąć „{0}”?";
    DeleteNote: "Its address will stop working. It can be restored from its history.",
        "Adres przestanie działać. Wpis można przywrócić z jego historii.";
    Keep: "Keep it", "Zostaw";
    ReferredTo: "First remove the links to it", "Najpierw usuń powiązania";
    ReferredToBy: "These records name it. Take it out of each of them; then it can be deleted.",
        "Odwołują się do niego te wpisy. Usuń je z każdego z nich; wtedy będzie go można usunąć.";
    PublicPage: "See it on the site", "Zobacz na stronie";
    ToCheck: "To check", "Do sprawdzenia";
    NoSuchLanguage: "There is no such language: write its name or its code, such as de.",
        "Nie ma takiego języka: wpisz jego nazwę albo kod, na przykład de.";
    IsDeleted: "This record is deleted. Any of its earlier states can be restored.",
        "Ten wpis jest usunięty. Można przywrócić każdy z jego wcześniejszych stanów.";
    Conflict: "Somebody changed this record meanwhile", "W tym czasie ktoś zmienił ten wpis";
    ConflictNote: "Nothing is lost. Changes that do not exclude each other are merged already. Choose only where both of you \
        changed the same field; until you do, the other person’s change stays.",
        "Nic nie zginęło. Zmiany, które się nie wykluczają, są już połączone. Wybierz tylko tam, gdzie obie osoby zmieniły to \
        samo pole; dopóki nie wybierzesz, zostaje zmiana innej osoby.";
    ToChoose: "To choose", "Do wyboru";
    MergedFields: "Merged without a question", "Połączone bez pytania";
    Was: "was: {0}", "było: {0}";
    YourChange: "your change", "Twoja zmiana";
    TheirChange: "change of others", "zmiana innej osoby";
    SaveMerged: "Save the merged record", "Zapisz połączone";
    DropMine: "Drop my changes and open the record as it is now", "Porzuć moje zmiany i otwórz wpis w obecnej postaci";
    DeletedMeanwhile: "Somebody deleted this record meanwhile", "W tym czasie ktoś usunął ten wpis";
    DeletedNote: "What you typed is kept here. The record can be made again with it.",
        "To, co wpisano, jest tu zachowane. Wpis można z tym utworzyć ponownie.";
    MakeAgain: "Make it again", "Utwórz ponownie";
    Changes: "Changes", "Zmiany";
    Created: "Created", "Utworzono";
    Changed: "Changed", "Zmieniono";
    Deleted: "Deleted", "Usunięto";
    WasRestored: "Restored", "Przywrócono";
    Erased: "A person was erased", "Usunięto dane osoby";
    Current: "current state", "obecny stan";
    Restore: "Restore the state of no. {0}", "Przywróć stan nr {0}";
    Comparison: "Comparison", "Porównanie";
    Compare: "Compare", "Porównaj";
    From: "from", "od";
    To: "to", "do";
    Same: "The two states are the same.", "Oba stany są takie same.";
    Removed: "removed", "usunięto";
    Added: "added", "dodano";
    Work: "Work", "Praca";
    Import: "Import a spreadsheet", "Wczytaj arkusz";
    Log: "Log of changes", "Dziennik zmian";
    Type: "Type", "Rodzaj";
    Actor: "Who", "Kto";
    Earlier: "Earlier", "Wcześniejsze";
    OfBatch: "batch no. {0}", "zestaw nr {0}";
    WhenAndWho: "When and who", "Kiedy i kto";
    DeletedRecords: "Deleted records", "Usunięte wpisy";
    DeletedLead: "Each can be brought back from its history.", "Każdy można przywrócić z jego historii.";
    NothingDeleted: "Nothing has been deleted.", "Niczego nie usunięto.";
    ImportLead: "The file is checked first: you see what it would do, and nothing is changed. Then exactly this file is imported, as \
        a whole or not at all.",
        "Plik jest najpierw sprawdzany: widać, co by zrobił, a niczego się nie zmienia. Potem wczytuje się dokładnie ten plik, \
        w całości albo wcale.";
    ImportFile: "Excel workbook (xlsx), open spreadsheet (ods) or CSV", "Skoroszyt Excela (xlsx), arkusz ODS albo CSV";
    ImportContent: "What is in it", "Co w nim jest";
    ImportByName: "as the sheet is called", "jak nazwano arkusz";
    ImportCheck: "Check the file", "Sprawdź plik";
    ImportOther: "Another file, or this one corrected", "Inny plik albo ten sam poprawiony";
    ImportTemplates: "Empty spreadsheets with help for each column:", "Puste arkusze z opisem każdej kolumny:";
    ImportExports: "The published records as spreadsheets, to be changed and imported:",
        "Opublikowane wpisy jako arkusze, do zmiany i ponownego wczytania:";
    ImportSteps: "Steps", "Kroki";
    StepChoose: "Choose the file", "Wybór pliku";
    StepCheck: "Check", "Sprawdzenie";
    StepImport: "Import", "Wczytanie";
    ImportNothingYet: "Nothing has been changed yet.", "Niczego jeszcze nie zmieniono.";
    ImportChangedMeanwhile: "The data was changed meanwhile, and nothing was imported. This is what the file would do now.",
        "Dane w tym czasie się zmieniły i niczego nie wczytano. Oto co plik zrobiłby teraz.";
    ImportNew: "new", "nowe";
    ImportChanges: "will change", "zmieni się";
    ImportSame: "unchanged", "bez zmian";
    ImportFaulty: "with a fault", "z błędem";
    ImportCannot: "The file cannot be imported as long as it has a fault", "Pliku nie można wczytać, póki jest w nim błąd";
    ImportCorrect: "Correct these rows in the spreadsheet and choose the file again:",
        "Popraw te wiersze w arkuszu i wybierz plik jeszcze raz:";
    ImportRow: "Row", "Wiersz";
    ImportOutcome: "What happens", "Co się stanie";
    ImportDetails: "Details", "Szczegóły";
    ImportFound: "Found by its name.", "Znaleziono po nazwie.";
    ImportSameName: "There are records of the same name:", "Są wpisy o tej samej nazwie:";
    ImportNamed: "{0}: “{1}” is {2}", "{0}: „{1}” to {2}";
    ImportMoreChanges: "and {0} more", "i jeszcze {0}";
    ImportWarning: "To check: {0}", "Do sprawdzenia: {0}";
    ImportRowsLeftOut: "{0} rows more are not listed here.", "Nie wymieniono tu jeszcze {0} wierszy.";
    ImportStopped: "Nothing after row {0} was read.", "Nie czytano dalej niż wiersz {0}.";
    ImportNothing: "All of it is in the data already. There is nothing to import.", "Wszystko już jest w danych. Nie ma czego wczytać.";
    ImportEmpty: "There is no row with a record in the file.", "W pliku nie ma żadnego wiersza z wpisem.";
    ImportAsPublic: "It becomes public at once.", "Będzie od razu publiczne.";
    ImportAsDraft: "It becomes a draft.", "Powstanie jako szkic.";
    ImportDo: "Import: {0} new, {1} changed", "Wczytaj: nowych {0}, zmienionych {1}";
    ImportDone: "Imported as no. {0}.", "Wczytano jako nr {0}.";
    ImportUndone: "Import no. {0} was undone: its records are as they were before.",
        "Cofnięto wczytanie nr {0}: wpisy są takie jak przed nim.";
    NotDone: "Not done", "Nie wykonano";
    Batches: "Imports so far", "Dotychczasowe wczytania";
    BatchNumber: "No.", "Nr";
    BatchInForce: "In force", "Obowiązuje";
    BatchFile: "File", "Plik";
    BatchCounts: "new {0}, changed {1}, deleted {2}", "nowe {0}, zmienione {1}, usunięte {2}";
    BatchUndo: "Undo no. {0}", "Cofnij nr {0}";
    BatchUndoAsk: "Undo import no. {0}?", "Cofnąć wczytanie nr {0}?";
    BatchUndoNote: "Everybody sees it at once. Records that it made are deleted: {0}; records that it changed are as they were \
        before: {1}; records that it deleted come back: {2}. The undo can be undone too.",
        "Wszyscy zobaczą to od razu. Usunięte zostaną wpisy, które utworzyło: {0}; do wcześniejszego stanu wrócą wpisy, które \
        zmieniło: {1}; wrócą wpisy, które usunęło: {2}. Cofnięcie także można cofnąć.";
    BatchUndoes: "undoes no. {0}", "cofa nr {0}";
    BatchUndoneBy: "undone by no. {0}", "cofnięty przez nr {0}";
}
}
