"""What cities are called in the languages of the portal: the one table of such names."""

from icaforum.words.languages import reader_language

# By the name in English, which is the one that is stored and that time zones bear. Only names that people
# use today: Guangzhou and Shanghai are called so in German too.
LOCAL_NAMES = {
    "de": {
        "Addis Ababa": "Addis Abeba",
        "Algiers": "Algier",
        "Athens": "Athen",
        "Baghdad": "Bagdad",
        "Beijing": "Peking",
        "Belgrade": "Belgrad",
        "Brussels": "Brüssel",
        "Bucharest": "Bukarest",
        "Cairo": "Kairo",
        "Cape Town": "Kapstadt",
        "Copenhagen": "Kopenhagen",
        "Damascus": "Damaskus",
        "Dar es Salaam": "Daressalam",
        "Delhi NCT": "Delhi",
        "Djibouti": "Dschibuti",
        "Havana": "Havanna",
        "Ho Chi Minh": "Ho-Chi-Minh-Stadt",
        "Ho Chi Minh City": "Ho-Chi-Minh-Stadt",
        "Hong Kong": "Hongkong",
        "Khartoum": "Khartum",
        "Kolkata": "Kalkutta",
        "Lisbon": "Lissabon",
        "Luxembourg": "Luxemburg",
        "Mexico City": "Mexiko-Stadt",
        "Milan": "Mailand",
        "Mogadishu": "Mogadischu",
        "Moscow": "Moskau",
        "New York City": "New York",
        "Nicosia": "Nikosia",
        "Prague": "Prag",
        "Riyadh": "Riad",
        "Rome": "Rom",
        "Singapore": "Singapur",
        "Tashkent": "Taschkent",
        "Tehran": "Teheran",
        "Tel Aviv-Yafo": "Tel Aviv-Jaffa",
        "Tokyo": "Tokio",
        "Vienna": "Wien",
        "Warsaw": "Warschau",
        "Zurich": "Zürich",
    }
}


def local_name(name: str) -> str:
    """Return what the reader's language calls a city: «Athen» for Athens; the name itself where it has none.

    Wherever a page or a mail says the name of a city, it says this.
    """
    return LOCAL_NAMES.get(reader_language(), {}).get(name, name)
