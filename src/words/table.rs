//! The table of words: English, then Polish. A word without one of them does not compile.

use super::declaration::{nouns, words};
use crate::text::messages::MessageLanguage;

nouns! {
    Partners: ["partner", "partners"], ["partner", "partnerów", "partnerów"];
    Events: ["event", "events"], ["wydarzenie", "wydarzenia", "wydarzeń"];
    Agreements: ["agreement", "agreements"], ["umowa", "umowy", "umów"];
    Projects: ["project", "projects"], ["projekt", "projekty", "projektów"];
    Programmes: ["programme", "programmes"], ["program", "programy", "programów"];
    Municipalities: ["municipality", "municipalities"], ["gmina", "gminy", "gmin"];
    Records: ["record", "records"], ["wpis", "wpisy", "wpisów"];
    Faults: ["fault", "faults"], ["błąd", "błędy", "błędów"];
    Results: ["result", "results"], ["wynik", "wyniki", "wyników"];
}

words! {
    /// A word or sentence of the pages for everybody.
    Word {
    Skip: "Skip to content", "Przejdź do treści";
    Site: "Partnerships and international cooperation", "Partnerstwa i współpraca zagraniczna";
    Navigation: "Main menu", "Menu główne";
    Home: "Home", "Strona główna";
    Search: "Search", "Szukaj";
    SearchLabel: "What are you looking for?", "Czego szukasz?";
    PageLanguage: "Language of this page", "Język strony";
    YouAreHere: "You are here", "Jesteś tutaj";
    Accessibility: "Accessibility statement", "Deklaracja dostępności";
    DataAndFeeds: "Data, feeds and API", "Dane, kanały i API";
    DataAsOf: "Data as of change no. {0}, {1}", "Stan danych: zmiana nr {0}, {1}";
    LicenceOfData: "Licence of the data:", "Licencja danych:";
    NoLicence: "Data: no licence stated.", "Dane: licencji nie podano.";

    HomeTitle: "Who {0} works with", "Z kim współpracuje {0}";
    HomeTitleUnnamed: "Partner towns", "Miasta partnerskie";
    MapTitle: "Map of the partners", "Mapa partnerów";
    MapNote: "The lines join the municipality to its partners. Outlines: Natural Earth.",
        "Linie łączą gminę z jej partnerami. Kontury: Natural Earth.";
    MapLacks: "Not on the map, because nobody has said where they are: {0}.",
        "Nie ma na mapie, bo nie podano położenia: {0}.";
    MapMore: "{0} and {1} more", "{0} i jeszcze {1}";
    WhereItIs: "Where it is", "Gdzie to jest";
    ComingEvents: "Coming events", "Najbliższe wydarzenia";
    PastEvents: "Past events", "Minione wydarzenia";
    EventsWithPartners: "Events with partners", "Wydarzenia z partnerami";
    Timeline: "Timeline", "Oś czasu";
    TimelineNote: "Agreements signed, meetings held and projects carried out together, latest first.",
        "Podpisane umowy, spotkania i wspólne projekty, od najnowszych.";
    TimelineMore: "Earlier entries are in the lists:", "Wcześniejsze wpisy są na listach:";
    StripTitle: "Agreements, events and projects by year; the list below has the same entries",
        "Umowy, wydarzenia i projekty w kolejnych latach; te same wpisy są na liście poniżej";
    ValueOfProjects: "value of the joint projects:", "wartość wspólnych projektów:";
    ProjectsTogether: "Joint projects, in all", "Wspólne projekty łącznie";
    AtLeast: "at least {0}", "co najmniej {0}";
    SinceYear: "partner since {0}", "partner od {0} r.";
    UntilYear: "partner until {0}", "partner do {0} r.";
    AllOf: "All: {0}", "Wszystkie: {0}";
    NothingYet: "There is nothing here yet.", "Jeszcze nic tu nie ma.";
    DateUnknown: "date not known", "data nieznana";

    AtAGlance: "At a glance", "W skrócie";
    Country: "Country", "Kraj";
    Region: "Region", "Region";
    Kind: "Kind", "Rodzaj";
    Direction: "Direction", "Kierunek";
    Status: "Status", "Stan";
    StatusHistory: "How the status changed", "Jak zmieniał się stan";
    PartnerSince: "Partner since", "Partner od";
    PartnerUntil: "Partner until", "Partner do";
    Website: "Website", "Strona internetowa";
    WebPage: "On the municipality’s own site", "Na stronie gminy";
    Identifiers: "Identifiers", "Identyfikatory";
    ContractNumber: "contract no.", "nr umowy";
    OtherNames: "Other names", "Inne nazwy";
    NoLanguage: "language not stated", "język nieznany";
    Successors: "Succeeded by", "Następca";
    Inferred: "inferred", "wniosek";
    InferredNote: "The source does not say this in so many words.", "Źródło nie mówi tego wprost.";
    PartnershipUnknown: "No source says whether the partnership is still active.",
        "Żadne źródło nie podaje, czy partnerstwo nadal trwa.";
    StatusUnknown: "No source says what the status is.", "Żadne źródło nie podaje, jaki jest stan.";
    Topics: "Topics", "Tematy";
    TopicTitle: "Topic: {0}", "Temat: {0}";
    TopicNothing: "No record has this topic yet.", "Żaden wpis nie ma jeszcze tego tematu.";
    Sources: "How we know this", "Skąd to wiemy";
    SourcesNote: "Quotations are in the language of the source.", "Cytaty są w języku źródła.";
    NoSources: "No source is given for this record.", "Dla tego wpisu nie podano źródła.";
    QuotedAbove: "The text above quotes this source word for word.",
        "Tekst powyżej jest dosłownym cytatem z tego źródła.";
    PublishedOn: "published: {0}", "opublikowano: {0}";
    AccessedOn: "read: {0}", "odczytano: {0}";
    OtherLanguage: "This text is not available in English; its language is {0}.",
        "Tego tekstu nie ma po polsku; jest w języku: {0}.";

    When: "When", "Kiedy";
    Place: "Place", "Miejsce";
    Attendance: "Attendance", "Liczba uczestników";
    About: "about {0}", "ok. {0}";
    WhoTookPart: "Who took part", "Kto uczestniczył";
    HeadOfDelegation: "head of the delegation", "przewodniczenie delegacji";
    Related: "Related", "Powiązane";
    PartOf: "Part of", "Część wydarzenia";
    PartsOfEvent: "Parts of this event", "Części wydarzenia";
    Registration: "Register to take part", "Zapisz się";
    Calendar: "Add to calendar", "Dodaj do kalendarza";
    EarlierEvent: "Earlier with {0}", "Wcześniej: {0}";
    LaterEvent: "Later with {0}", "Później: {0}";

    SignedOn: "Signed", "Podpisano";
    SigningUnknown: "No source says when it was signed.", "Żadne źródło nie podaje daty podpisania.";
    Parties: "Parties", "Strony";
    Signatories: "Who signed", "Kto podpisał";
    InForce: "In force", "Obowiązuje";
    From: "from {0}", "od {0}";
    Until: "until {0}", "do {0}";
    TerminatedOn: "Ended early", "Rozwiązano";
    Renews: "Takes the place of", "Zastępuje";
    AnnexTo: "Annex to", "Aneks do";

    Programme: "Programme", "Program";
    Acronym: "Acronym", "Akronim";
    Period: "Period", "Okres realizacji";
    PeriodUnknown: "No source says when it was carried out.",
        "Żadne źródło nie podaje okresu realizacji.";
    Organisations: "Who takes part", "Kto bierze udział";
    Money: "Money", "Pieniądze";
    MoneyNote: "Total value and the share of the European Union",
        "Wartość całkowita i udział Unii Europejskiej";
    Total: "Total", "Razem";
    Share: "Share", "Udział";
    Amount: "Amount", "Kwota";
    EuropeanUnion: "European Union", "Unia Europejska";
    OtherFunds: "Other funds", "Pozostałe środki";
    Calculated: "calculated", "obliczone";
    CalculatedNote: "This amount was calculated: {0}% of {1}. The source gives the rate and not the amount.",
        "Kwotę obliczono: {0}% z {1}. Źródło podaje stawkę, a nie kwotę.";
    ShareUnknown: "No source gives the share of the European Union.",
        "Żadne źródło nie podaje udziału Unii Europejskiej.";
    BudgetUnknown: "No source gives the value.", "Żadne źródło nie podaje wartości.";
    Contributions: "Who pays", "Kto płaci";
    PaidBy: "Paid by", "Kto";
    FiguresAsOf: "Figures as of {0}.", "Stan na {0}.";
    FiguresFrom: "Source of the figures:", "Źródło kwot:";
    Compare: "Compared within the programme", "Na tle programu";
    CompareNote: "The municipality’s projects in the same programme, at the same scale.",
        "Projekty gminy w tym samym programie, w tej samej skali.";
    FundingPeriod: "Funding period", "Okres finansowania";
    Instrument: "Instrument", "Instrument";
    Code: "Code", "Kod";
    Area: "Area", "Obszar";
    Media: "Pictures, documents, films", "Zdjęcia, dokumenty, filmy";

    ResultsFor: "Results for “{0}”", "Wyniki dla „{0}”";
    FoundFor: "{0} for “{1}”", "{0} dla „{1}”";
    Everything: "Everything", "Wszystko";
    Narrow: "Narrow the list", "Zawęź listę";
    RemoveFilter: "Show all, without this choice", "Pokaż wszystko, bez tego wyboru";
    NoResults: "Nothing was found. Try a shorter word, or another spelling of the name.",
        "Nic nie znaleziono. Spróbuj krótszego słowa albo innej pisowni nazwy.";
    SearchNote: "Upper and lower case, accents and inflected forms make no difference, and former and foreign names are found too.",
        "Szukanie nie zważa na wielkość liter, znaki diakrytyczne ani odmianę; znajduje też nazwy dawne i obce.";
    Pages: "Pages of the list", "Strony listy";
    Previous: "Previous page", "Poprzednia strona";
    Next: "Next page", "Następna strona";
    Year: "Year", "Rok";
    Partner: "Partner", "Partner";
    Topic: "Topic", "Temat";
    Undated: "Date not known", "Bez znanej daty";

    WidgetTitle: "Put this on your site", "Umieść na swojej stronie";
    WidgetLead: "Events and partners on the municipality’s portal or on any other page, always up to date. Nothing is stored in the \
        visitor’s browser.",
        "Wydarzenia i partnerzy na portalu gminy albo na dowolnej innej stronie, zawsze aktualne. W przeglądarce odbiorcy nic nie \
        jest zapisywane.";
    WidgetChoose: "What to show", "Co pokazać";
    WidgetAny: "any", "dowolny";
    WidgetNumber: "Number of events", "Liczba wydarzeń";
    WidgetShow: "Show", "Pokaż";
    WidgetScript: "With a script: in the colours of the page", "Ze skryptem: w kolorach strony";
    WidgetScriptNote: "For a page whose policy limits scripts, allow {0} in script-src, connect-src and img-src.",
        "Gdy strona ogranicza skrypty, dopuść {0} w script-src, connect-src i img-src.";
    WidgetFrame: "Without a script: a frame", "Bez skryptu: ramka";
    WidgetOembed: "In a content management system that knows oEmbed: only the address",
        "W systemie zarządzania treścią, który zna oEmbed: sam adres";
    WidgetPreview: "Preview", "Podgląd";
    WidgetCode: "Code to copy", "Kod do skopiowania";
    DataTitle: "Data, feeds and API", "Dane, kanały i API";
    DataLead: "Everything on these pages can also be read by programs: free of charge and without a key.",
        "Wszystko, co jest na tych stronach, mogą czytać także programy: bezpłatnie i bez klucza.";
    FilesTitle: "As files", "Jako pliki";
    FeedsTitle: "Feeds and calendar", "Kanały i kalendarz";
    FeedsNote: "A feed reader tells of every new and changed record; a calendar program shows the events.",
        "Czytnik kanałów powiadamia o każdym nowym i zmienionym wpisie; program kalendarza pokazuje wydarzenia.";
    DevelopersTitle: "For developers", "Dla programistów";
    ApiDocumentation: "Documentation of the API, to try in the browser",
        "Dokumentacja API, do wypróbowania w przeglądarce";
    ApiRoot: "The API (JSON)", "API (JSON)";
    OpenApi: "OpenAPI document", "Dokument OpenAPI";
    Catalogue: "Catalogue for harvesters (DCAT-AP)", "Katalog dla harvesterów (DCAT-AP)";
    DumpFile: "Everything in one file (NDJSON)", "Wszystko w jednym pliku (NDJSON)";

    NotFound: "There is no such page", "Nie ma takiej strony";
    Gone: "This record was deleted on {0}", "Ten wpis usunięto {0}";
    BadRequest: "The address asks for something that does not exist",
        "Adres pyta o coś, czego nie ma";
    Failed: "Something went wrong", "Coś poszło nie tak";
    RequestNumber: "Request number: {0}", "Numer zgłoszenia: {0}";
    BackHome: "Back to the home page", "Wróć na stronę główną";
    BackToList: "Back to the list", "Wróć do listy";

    StatementIntro: "{0} undertakes to make its website accessible, in accordance with the Polish act of 4 April 2019 on the \
        digital accessibility of websites and mobile applications of public sector bodies. This statement applies to the site",
        "{0} zobowiązuje się zapewnić dostępność swojej strony internetowej zgodnie z ustawą z dnia 4 kwietnia 2019 r. o \
        dostępności cyfrowej stron internetowych i aplikacji mobilnych podmiotów publicznych. Oświadczenie w sprawie dostępności \
        ma zastosowanie do strony";
    StatementNotSet: "[to be stated by the office]", "[do uzupełnienia przez urząd]";
    StatementPublished: "Date of publication of the site", "Data publikacji strony internetowej";
    StatementUpdated: "Date of the last important update", "Data ostatniej istotnej aktualizacji";
    StatementState: "State of digital accessibility", "Stan dostępności cyfrowej";
    StatementFull: "The site complies fully with the act.",
        "Strona internetowa jest w pełni zgodna z ustawą.";
    StatementPartial: "The site complies partially with the act.",
        "Strona internetowa jest częściowo zgodna z ustawą.";
    StatementNone: "The site does not comply with the act.",
        "Strona internetowa jest niezgodna z ustawą.";
    StatementExceptions: "Not accessible, and why:", "Treści niedostępne i powody:";
    StatementPreparation: "Preparation of this statement", "Przygotowanie deklaracji";
    StatementMade: "Date of preparation:", "Data sporządzenia:";
    StatementReviewed: "Date of the last review:", "Data ostatniego przeglądu:";
    StatementAuditor: "Assessed by:", "Oceny dokonano przez:";
    StatementContact: "Feedback and contact", "Informacje zwrotne i dane kontaktowe";
    StatementContactNote: "Everybody may report a barrier, or ask for the content in another form.",
        "Każdy może zgłosić problem z dostępnością albo poprosić o treść w innej formie.";
    ContactPerson: "Who answers", "Odpowiedzialny";
    Email: "E-mail", "E-mail";
    Phone: "Telephone", "Telefon";
    StatementProcedure: "Requests and complaints", "Wnioski i skargi";
    StatementProcedureText: "Whoever asks names the content, the barrier and how to reach them. The office answers at once, within 7 \
        days at the latest; if it takes longer, it says when, within 2 months at the latest. If it refuses, a complaint can be made to \
        the office, and then to the Commissioner for Human Rights:",
        "Zgłaszający wskazuje treść, problem i sposób kontaktu. Urząd odpowiada niezwłocznie, nie później niż w 7 dni; jeśli potrzeba \
        więcej czasu, podaje termin, nie dłuższy niż 2 miesiące. Po odmowie można złożyć skargę do urzędu, a potem zawiadomić \
        Rzecznika Praw Obywatelskich:";
    StatementBuilding: "Accessibility of the building", "Dostępność architektoniczna";
    StatementApps: "Mobile applications", "Aplikacje mobilne";
    StatementNoApps: "There are none.", "Nie ma aplikacji mobilnych.";
    StatementLanguageNote: "Authoritative is the statement in Polish.", "Wiążąca jest deklaracja w języku polskim.";

    Yes: "yes", "tak";
    No: "no", "nie";
}
}
