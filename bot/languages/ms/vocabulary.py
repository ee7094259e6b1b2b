"""Malay, as it is written in chats in Kuala Lumpur. Words are separated by "|"; the kinds are explained in `lexemes`.

Past 300 lines, since a vocabulary is one table.
"""

from bot.languages.lexemes import Kind, Phrase, Vocabulary

_FOLLOWERS = "|".join(
    f"{but} {day} {after}"
    for but in ("tapi", "tp", "tetapi")
    for day in "yang isnin selasa rabu khamis jumaat sabtu ahad minggu".split()
    for after in (
        "lepas tu",
        "lepas itu",
        "selepas itu",
        "satu lagi",
        "lagi satu",
        "berikutnya",
        "seterusnya",
        "depannya",
    )
)
_WARNING = "|".join(
    f"{verb}{whom}"
    for verb in (
        "beri amaran|bagi amaran|kasi amaran|beri isyarat|bagi isyarat|kejutkan|kejut|gerakkan|gerak|cakap|cakap kat|"
        "cakap dengan|tegur|inform|warning|bagi warning|bagi alarm|set alarm|hantar mesej|mesej|whatsapp|bagi|kasi|beri|set"
    ).split("|")
    for whom in ("", " saya", " aku", " sy", " kami", " kita", " kat saya", " kat aku", " pada saya", " dekat aku")
)
_HOW_TO = "|".join(
    f"{how} {verb}{what}"
    for how in ("macam mana nak", "mcm mana nak", "camne nak", "cara nak", "bagaimana nak")
    for verb in "padam batal batalkan tukar ubah pindah tambah buang hapus cancel delete".split()
    for what in ("", " acara", " event", " masa")
)

VOCABULARY = Vocabulary(
    language="ms",
    locales=("ms",),
    unused=frozenset(["isn", "sel", "rab", "kha", "jum", "sab", "mac", "saat", "min", "sep"]),
    words={
        Kind.NUMWORD: {
            0: "kosong",
            1: "satu",
            2: "dua",
            3: "tiga",
            4: "empat",
            5: "lima",
            6: "enam",
            7: "tujuh",
            8: "lapan|delapan",
            9: "sembilan",
            10: "sepuluh",
            11: "sebelas",
            12: "dua belas|duabelas",
            13: "tiga belas",
            14: "empat belas",
            15: "lima belas",
            16: "enam belas",
            17: "tujuh belas",
            18: "lapan belas",
            19: "sembilan belas",
            20: "dua puluh",
            25: "dua puluh lima",
            30: "tiga puluh",
            40: "empat puluh",
            45: "empat puluh lima",
            50: "lima puluh",
            90: "sembilan puluh",
        },
        Kind.ORDWORD: {
            1: "pertama|yang pertama",
            2: "kedua",
            3: "ketiga",
            4: "keempat",
            5: "kelima",
            -1: "terakhir|yang terakhir",
        },
        Kind.NTH: {"ke": "ke -"},
        Kind.DAY: {
            -2: "kelmarin dulu|dua hari lepas|2 hari lepas",
            -1: "semalam|kelmarin|smlm|semlm|kelmaren|kemarin|hari semalam|malam semalam",
            0: "hari ini|hari ni|harini|arini|ari ni|hr ni|hr ini|hrni|hr nih|hari nih|hri ni|ari nih|td ini",
            1: "esok|bsok|besuk|bsk2|ésuk|esk|esuk|bsk|besok|esok hari|sok|ésok|keesokan|keesokan hari|hari esok|esokk|eskk|esoknya",
            2: "lusa|lsa|hari lusa|luse",
            3: "tulat|tlt|hari tulat",
        },
        Kind.DAYPART: {
            (0, "night"): (
                "malam ni|malam ini|mlm ni|mlm ini|malam nih|mlm nih|malam nanti|mlm nanti|nanti malam|"
                "malam karang|mlm karang|malamni|mlmni|mlm kang|malam kang|nanti mlm|lewat malam ni|lewat malam ini"
            ),
            (0, "morning"): "pagi ni|pagi ini|pg ni|pagi nih|pagini",
            (0, "afternoon"): (
                "petang ni|petang ini|ptg ni|ptg ini|petang nih|petang nanti|petang karang|ptg nanti|petangni|"
                "petang kang|ptg kang|nanti petang"
            ),
            (0, "midday"): (
                "tengah hari ni|tengah hari ini|tgh hari ni|tengahari ni|tengah hari nanti|tghari ni|tengahari ini"
            ),
            (-1, "night"): "malam tadi|mlm tadi|semalam malam|malam semalam",
        },
        Kind.WEEKDAY: {
            0: "senin|isnen|isnn|isnin",
            1: "slasa|selase|sls|selas",
            2: "rbu|rabo|rebu",
            3: "kamis|khms|khmis|kmis",
            4: "jumat|jmt|jmaat|juma'at|jumaat|jumaah|jmaat|juma’at",
            5: "sbtu|saptu|sabtuu",
            6: "ahd|aahad|hari minggu|ahad",
        },
        Kind.WEAKDAY: {1: "sel", 3: "kha", 4: "jum", 5: "sab"},
        Kind.WEEKDAYS: {
            (
                0,
                1,
                2,
                3,
                4,
            ): "setiap hari sekolah|tiap hari sekolah|tiap-tiap hari sekolah|setiap hari persekolahan|hari persekolahan|hari bekerja|hari kerja|hari biasa|hari minggu bekerja|hr kerja",
        },
        Kind.WEEKEND: {
            "weekend": (
                "hujung minggu|hujung mggu|hjg minggu|hujung mgu|hjung minggu|hujung mingu|hujung mg|penghujung minggu|"
                "hjg mggu"
            )
        },
        Kind.MONTH: {
            1: "januari|jan",
            2: "februari|pebruari|feb",
            3: "mac",
            4: "april",
            5: "mei",
            7: "julai|jul",
            8: "ogos|ogo|ogs",
            10: "oktober|okt",
            12: "disember|dis|desember",
        },
        Kind.HOLIDAY: {
            (8, 31): "hari merdeka|hari kebangsaan",
            (9, 16): "hari malaysia",
            (5, 1): "hari pekerja",
            (12, 24): "malam krismas|malam hari krismas",
            (12, 25): "hari krismas|krismas",
            (12, 31): "malam tahun baru",
            (1, 1): "tahun baru",
        },
        Kind.SEASON: {
            (3, 0): "musim bunga ini|musim bunga ni",
            (6, 0): "musim panas ini|musim panas ni",
            (9, 0): "musim luruh ini|musim luruh ni",
            (12, 0): "musim sejuk ini|musim sejuk ni",
            (3, 1): "musim bunga depan",
            (6, 1): "musim panas depan",
            (9, 1): "musim luruh depan",
            (12, 1): "musim sejuk depan",
        },
        Kind.WORD: {"word": "esok2|esok - esok|lusa2|tamat tempoh|luput tempoh|hujung tempoh|habis tempoh"},
        Kind.DAYMARK: {"hb": "haribulan|hari bulan|hari bln|hr bln|hb"},
        Kind.PART: {
            "morning": "pagi|pg|pgi|pagi - pagi|pagi2|pg2|pg - pg|pgi2|waktu pagi|sebelah pagi|belah pagi",
            "afternoon": "petang|ptg|ptang|ptng|petang - petang|petang2|ptg2|ptg - ptg|sebelah petang|belah petang|waktu petang|sore",
            "evening": "senja|lewat petang|lewat ptg",
            "night": "malam|malam2|mlm2|malam - malam|mlm - mlm|mlm|mlam|malem|waktu malam|sebelah malam|belah malam|lewat malam|lewat mlm|larut malam",
            "after lunch": (
                "lepas lunch|selepas lunch|lepas makan tengah hari|selepas makan tengah hari|lepas makan tengahari|"
                "selepas makan tengahari|lepas zohor|selepas zohor|lepas zuhur|selepas zuhur|lepas sekolah|selepas sekolah|habis sekolah|balik sekolah|lps sekolah"
            ),
            "after dinner": (
                "lepas dinner|selepas dinner|lepas makan malam|selepas makan malam|lepas makan mlm|lps dinner|habis dinner"
            ),
            "after breakfast": "lepas breakfast|selepas breakfast|lepas sarapan|selepas sarapan",
            "before sunset prayer": "sebelum maghrib|sblm maghrib|sebelum magrib|sebelum berbuka",
            "after work": (
                "lepas kerja|selepas kerja|balik kerja|habis kerja|lepas office|lepas ofis|selepas waktu pejabat|slps kerja|"
                "lps kerja|lepas asar|selepas asar"
            ),
            "after dawn prayer": "lepas subuh|selepas subuh|lps subuh|lepas solat subuh|selepas solat subuh",
            "after friday prayer": "lepas solat jumaat|selepas solat jumaat|lepas solat",
            "after sunset prayer": (
                "lepas maghrib|selepas maghrib|lps maghrib|lepas magrib|lepas solat maghrib|selepas solat maghrib"
            ),
            "after night prayer": (
                "lepas isyak|selepas isyak|lps isyak|lepas isya|lepas solat isyak|selepas solat isyak|lepas terawih"
            ),
            "dawn": "subuh|subuh2|subuh - subuh|sebelum subuh|sblm subuh|dinihari|dini hari|awal pagi|pagi buta|pg buta",
            "midday": (
                "tengah hari|tengah hari2|tgh hari2|tengahari2|tengahari|tgh hari|tghari|tgahari|tgh hr|tghhari|t/hari|tengah hr|tghr|waktu tengah hari|siang"
            ),
        },
        Kind.MIDNIGHT: {
            (
                0,
                0,
            ): "tengah malam|tgh malam|tgh mlm|tengah mlm|tghmlm|12 tengah malam|12 tgh malam|12 tgh mlm|dua belas tengah malam|pukul 12 tengah malam ni|12 tengah malam ni|tengah malam ni|tengah mlm ni|tgh malam ni|tgh mlm ni|12 tengah mlm ni|12 tgh malam ni|12 tgh mlm ni"
        },
        Kind.CLOCKMARK: {"pukul": "pukul|pkl|pkul|kul|pukol|kol|puku|pukull|pukl|pkol|pk|pkol"},
        Kind.SHARP: {
            "sharp": "kurang lebih|anggaran|agak - agak|dalam lingkungan|camtu|mcm tu|macam tu|mcm tuh|tepat|lebih kurang|kira - kira|sekitar|lbh kurang|tpt|kira2|lebih2 kurang"
        },
        Kind.HALF: {0.5: "setengah|stgh|separuh|stengah|stgah|1/2"},
        Kind.QUARTER: {0.25: "suku"},
        Kind.PAST: {"past": "lebih|lewat"},
        Kind.MEAL: {
            "breakfast": "sarapan|bersarapan|sarap",
            "lunch": "makan tengah hari|makan tengahari|makan tgh hari|makan tghari",
            "night": "pasar malam|kelas malam|syif malam|shift malam|teater malam",
            "morning": "pasar pagi|syif pagi|bangun|bangun tidur",
            "afternoon": "minum petang|syif petang|sekolah petang",
            "dinner": "makan malam|makan mlm|berbuka|buka puasa|iftar|moreh|konsert|terawih|tarawih|solat isyak",
            "outing": "wayang|tengok wayang|parti",
        },
        Kind.UNIT: {
            "second": "saat",
            "minute": "minit|min|mnt|minute|menit|minits",
            "hour": "jam - jam",
            "week": "minggu|mggu|mgu|mingu|mg|mng|mgg",
            "month": "bulan|bln|bulann",
            "year": "tahun|thn|taun",
        },
        Kind.HARI: {"day": "hari|hr|hri|ari"},
        Kind.KE: {"to": "ke"},
        Kind.JAM: {"hour": "jam|jm"},
        Kind.LENGTHWORD: {
            (1, "hour"): "sejam",
            (1, "day"): "sehari|sehari suntuk",
            (1, "week"): "seminggu",
            (1, "month"): "sebulan",
            (1, "year"): "setahun",
            (1, "minute"): "seminit",
        },
        Kind.FEW: {3: "beberapa"},
        Kind.THIS: {"this": "ini|ni|nih"},
        Kind.NEXT: {"next": "depan|dpn|hadapan|dpan|seterusnya|akan dtg"},
        Kind.LAST: {"last": "lalu|lps"},
        Kind.LEPAS: {"lepas": "lepas|selepas|slps|slepas|lpas"},
        Kind.COMING: {"coming": "akan datang|yang akan datang|nanti|karang|kang|nnti|nti"},
        Kind.FOLLOWER: {"after": _FOLLOWERS},
        Kind.EVERY: {
            "every": "setiap|tiap|saban|setiap dan tiap - tiap|tiap dan setiap|setiap satu|tiap - tiap|tiap2|stp|stiap|setiap kali|tip2|tiap tiap|stiap2|setap|tp2"
        },
        Kind.FREQ: {
            (
                "DAILY",
                1,
            ): "berturut - turut|berturut2|hari - hari|hari2|hr2|hri2|ari2|hari hari|tiap2 hari|ari - ari|hr - hr",
            ("DAILY", 2): "selang sehari|selang satu hari|selang 1 hari|dua hari sekali|2 hari sekali",
            ("DAILY", 3): "tiga hari sekali|3 hari sekali",
            ("WEEKLY", 3): "tiga minggu sekali|3 minggu sekali",
            ("WEEKLY", 4): "empat minggu sekali|4 minggu sekali",
            ("MONTHLY", 6): "enam bulan sekali|6 bulan sekali|setengah tahun sekali",
            ("WEEKLY", 1): "seminggu sekali|minggu - minggu|sekali seminggu|minggu2",
            ("WEEKLY", 2): (
                "selang seminggu|dua minggu sekali|2 minggu sekali|selang satu minggu|selang 1 minggu|selang minggu"
            ),
            ("MONTHLY", 1): "sebulan sekali|bulan - bulan|sekali sebulan|bulan2",
            ("MONTHLY", 2): "selang sebulan|dua bulan sekali|2 bulan sekali",
            ("MONTHLY", 3): "tiga bulan sekali|3 bulan sekali|suku tahunan|setiap suku tahun|tiap suku tahun",
            ("YEARLY", 1): "setahun sekali|sekali setahun|tahun - tahun",
        },
        Kind.OTHER: {2: "selang"},
        Kind.TIMES: {"times": "kali|sesi", "once": "sekali"},
        Kind.IN: {"in": "dlm masa|dalam masa|dalam tempoh|dlm tempoh|dalam|dlm"},
        Kind.FROMNOW: {
            "later": "dari sekarang|dr sekarang|dari skrg",
            "soon": (
                "kejap lagi|kejap lg|kjp lagi|kjp lg|kejap je lagi|sekejap lagi|skejap lagi|sekejap lg|jap lagi|jap lg|jap g|"
                "jap je lagi|sat lagi|sat lg|satgi|sebentar lagi|sebentar lg|sekejap je lagi|tak lama lagi"
            ),
        },
        Kind.AGO: {"ago": "yang lalu|yg lalu|yang lepas|yg lepas"},
        Kind.LUNAR: {
            "day": (
                "raya pertama|raya kedua|raya ketiga|raya keempat|malam raya|aidiladha|raya korban|hari raya korban|"
                "hari raya aidiladha|hari raya aidilfitri|aidilfitri|maulidur rasul|awal ramadan|nuzul quran"
            ),
        },
        Kind.LAGI: {"lagi": "lagi|lg|lgi|laie"},
        Kind.BEFORE: {"before": "sebelum|sblm|sebelum tu|sebelum itu|sblum|sebelumnya|sbelum|sblm tu"},
        Kind.AHEAD: {"ahead": "awal|awai|awl|lebih awai|lebih awal|lbh awal|terlebih awal|siap - siap"},
        Kind.ENDOF: {"end": "hujung|akhir|penghujung|hjg|hujung - hujung|hjung"},
        Kind.STARTOF: {"start": "awal - awal|permulaan"},
        Kind.MIDDLE: {"middle": "pertengahan|tengah|tgh"},
        Kind.TO: {"to": "hingga|sehingga|smpi|smpai|hgga|sampai|sampi|smp|hngga|sampe|hngga|hg"},
        Kind.UNTIL: {"until": "sampai ke|hingga ke|sehingga ke"},
        Kind.FROM: {"from": "dari|drpd|daripada|dr|bermula dari|dri|bermula pukul|dari pada"},
        Kind.BETWEEN: {"between": "antara"},
        Kind.STARTING: {
            "starting": "mulai|bermula|mula|mula dari|bermula dari|bermula pada|mula pada|start dari|mulai dari"
        },
        Kind.FOR: {"for": "selama|slama|utk masa|lamanya|slma|tempoh|sebanyak|untuk|utk|untk"},
        Kind.AND: {"and": "dan|dn|serta|n"},
        Kind.OR: {"or": "atau|ataupun|atw"},
        Kind.THEN: {"then": "lepas tu|lps tu|lepastu|kemudian|selepas itu|lepas itu|pastu|kemudiannya"},
        Kind.ON: {
            "on": "bersamaan dengan|bersamaan|bertepatan dengan|hari / tarikh :|tarikh / hari :|hari & tarikh :|hari dan tarikh :|tarikh & hari :|hari / masa :|pada|pd|simpan tarikh :|simpan tarikh|tarikh :|masa :|tarikh / masa :|tarikh & masa :|tarikh dan masa :|hari :|bila :|pada hari|hari|pd hari|pada tarikh|bertarikh|pada hb|hr"
        },
        Kind.AT: {"at": "tempat :|lokasi :|bertempat di|bertempat|di|kat|kt|dkt|dekat|dekt"},
        Kind.BY: {
            "by": "sebelum|selewat - lewatnya|menjelang|paling lewat|paling lambat|selewat2nya|selewatnya|tak lewat dari|tidak lewat dari|sebelum atau pada"
        },
        Kind.ALLDAY: {"all day": "sepanjang hari|seharian|satu hari|penuh sehari|sehari suntuk|satu hari penuh"},
        Kind.TADI: {"tadi": "tadi|td|pagi tadi|tadi pagi|pg tadi|petang tadi|tengah hari tadi|tadi petang"},
        Kind.EXCEPT: {"except": "kecuali|selain|tak termasuk|tidak termasuk|x termasuk|melainkan"},
        Kind.NOW: {"now": "sekarang|skrg|skrang"},
        Kind.REMIND: {
            "remind": (
                "kasi tahu|kasi tau|kasitau|kasitahu|bagi tau|bg tau|bgtahu|khabarkan|ingatkan|ingatkn|peringatan|ingtkan|peringatkan|ingat kan|igtkan|ingatkan saya|maklumkan|bagitahu|"
                "beritahu|bagi tahu|ingt kan|igtkn|ingatkan aku|ingtkn|peringat|bgtau|bagitau"
            )
        },
        Kind.ME: {
            "me": (
                "saya|aku|kami|kita|sy|saya untuk|sya|i|saya utk|aku untuk|kami untuk|kita untuk|aku nak|saya nak|"
                "saya supaya|aku utk|kat saya|saya tentang|saya pasal|saya ada"
            )
        },
        Kind.WITH: {"with": "dengan|dgn|ngan|dng|bersama|ngn|bersama - sama|brsama|sama"},
        Kind.NOUN: {
            "street": "jalan|jln|lorong",
            "plate": "no plat|plat|nombor plat",
            "price": "sekilo|sebungkus|sebiji|sekotak|sepaket|harga|harganya|hrga|kos|kosnya|tambang|kadar|nisbah|png|pngk",
            "room": (
                "bilik|aras|tingkat|blok|blk|no|nombor|taman|pintu|kelas|tahun|darjah|tingkatan|"
                "muka surat|seksyen|platform|terminal|bas|wad|dewan|kaunter|meja|rumah no|bab|kumpulan|kedai no"
            ),
        },
        Kind.COUNTED: {
            "count": (
                "orang|ekor|buah|bilik|biji|keping|batang|helai|pasang|kilo|ringgit|sen|kotak|botol|bungkus|kaki|"
                "bijik|org|ratus|ribu|juta|peratus|anak|adik|gelas|cawan|pinggan|markah|mata|bintang|tingkat|pax|"
                "utas|kuntum|pucuk|naskhah|laman|perkara|jenis|meter|kerusi|bahagian|set|batu|tahun lepas|umur"
            )
        },
    },
    phrases={
        Phrase.HEADING: "ini untuk sahkan|ini untuk mengesahkan|ini adalah untuk mengesahkan|ini untuk memaklumkan|ini untuk maklumkan|untuk sahkan|untuk mengesahkan|nak sahkan|kami ingin mengesahkan|kami nak sahkan|sukacita dimaklumkan|sukacita dimaklumkan bahawa|dengan ini dimaklumkan|adalah dimaklumkan bahawa|dimaklumkan bahawa|simpan tarikh:|simpan tarikh :|acara :|tajuk :|peringatan :|perkara :|program :|majlis :|aktiviti :|agenda :|nama program :|nama majlis :",
        Phrase.CALLED_OFF: (
            "tak|tidak|tak jadi|tidak jadi|x jadi|xjadi|tak pergi|x pergi|xpergi|tak dapat|x dapat|tak payah|tiada|takde|xde"
        ),
        Phrase.COPULA: "adalah|ialah",
        Phrase.TIME_TOLD: "dah|sudah|dah nak|dah hampir|hampir|sekarang|skrg|skarang",
        Phrase.TIME_LEAD: "ni|la|lah|weh|wei|eh|alamak|adoi|aduh|ya allah|nak|dekat|baru|jam|masa|tengok",
        Phrase.TIMER: "pemasa|penggera",
        Phrase.RECOUNTING: (
            "masa sekolah dulu|masa sekolah rendah|masa sekolah menengah|zaman sekolah|zaman dulu|zaman universiti|masa dulu|masa kecil|masa kecik|masa kecil dulu|waktu kecil|waktu kecil dulu|masa muda|masa belajar dulu|dulu - dulu|dulu2|dulu tiap|dulu tiap-tiap|dulu tiap2|dulu setiap|dulu saya|dulu aku|dulu kami|dulu kita|kesian|kesiannya|kasihan|tertidur|terjaga|terbangun|bangun tadi|dah balik|dah lepas|dah terlepas|dah gerak|dah sampai|dah habis|sejak"
        ),
        Phrase.QUESTION_ANYWHERE: (
            "jenama apa|brand apa|mana bagus|mana lagi bagus|mana lebih bagus|mana satu bagus|free x|lapang x|kosong x|free tk|free ke|free ah|free anot|free or not|lapang ke|kosong ke|pukul berapa|pukul brp|pukul brapa|kul berapa|pk berapa|kol berapa|jam brp|jam berapa|free tak|kosong tak|lapang tak|ada apa|ada meeting apa|"
            "hari apa|ke belum|betul ke|pkl brp|pkl berapa|bila ye|apa je|ada ape|apa ye"
        ),
        Phrase.QUESTION_END: "ke|ker|keh|apa|ape|siapa|kenapa",
        Phrase.RENAME: "tukar nama|ubah nama|tukar tajuk|ubah tajuk|namakan semula|rename",
        Phrase.RENAME_INTO: "kepada|ke|jadi|menjadi|kpd|sebagai",
        Phrase.MOVE_ALWAYS: ("tunda|tundakan|anjak|anjakkan|tangguh|tangguhkan|tggh|reschedule|tangguhkn"),
        Phrase.POLITE: (
            "tolong|tlg|tlong|boleh tolong|boleh|boleh tak|blh|blh tak|sila|minta|mintak|mohon|please|pls|nak|nk|"
            "saya nak|sy nak|aku nak|aku nk|saya mahu|saya perlu|sy nk|saya kena|saya ada|aku ada|sy ada|kita ada|kami ada|"
            "jangan bagi saya lupa|jangan bagi aku lupa|jangan bagi sy lupa|jgn bagi aku lupa|jgn bagi saya lupa|jgn bagi sy lupa|jangan biar aku lupa|"
            "jangan biarkan saya lupa|jangan biar saya lupa|jangan kasi aku lupa|jangan kasi saya lupa|jangan sampai aku lupa|jangan sampai saya lupa|jangan sampai lupa|"
            "ada|kena|jangan lupa|jgn lupa|jom|jum|mari|marilah|terima kasih|tq|tima kasih|trima kasih|mekasih|ya|yer|ye|"
            "eh|lah|la|je|jer|tau|ok|okay|okey|salam|assalamualaikum|hai|helo|selamat pagi|selamat petang|selamat malam|"
            "weh|wei|weyh|bot|boleh tolong saya|tolong saya|harap|dapat tolong|akan|ni|saya|sy|aku|nanti|"
            "ingat|saya akan|kita akan|kami akan|pun|juga|jugak|dah|perlu|untuk|utk|supaya|nanti kita|yuk|tolonglah|"
            "saya hendak|hendak|saya ingin|ingin|kita kena|saya nk|sy kena|aku kena|yuk|sila|mahu|tu|itu|"
            "dekat|pada|sekali|ya terima kasih|boleh x|blh x|bole|bole tak|bole x|jap|kejap|sat"
        ),
        Phrase.ORDER: (
            "tambah|tambahkan|masukkan|jadualkan|tetapkan|setkan|catat|catatkan|rekodkan|aturkan|tmbh|msukkan|masukan|catit|"
            "catitkan|set|letakkan|buatkan|blok|blokkan|simpan tarikh|tandakan|tolong set|masukkan dalam kalendar"
        ),
        Phrase.WEAK_ORDER: "tanda|tempah|tempahkan|rekod|simpan|letak|atur|susun|buat|daftarkan|letak dalam kalendar",
        Phrase.ORDER_NOUN: (
            "acara|peringatan|temu janji baru|acara baru|event|dalam kalendar|ke kalendar|ke dalam kalendar|"
            "dalam jadual|ke jadual|dlm kalendar|kat kalendar|di kalendar|kalendar|ke dalam jadual|satu acara|"
            "reminder|masuk kalendar|dlm jadual|kalendar saya|jadual saya|dalam kalendar saya|ke kalendar saya"
        ),
        Phrase.CLOSING: (
            "sila hadir|harap hadir|mohon hadir|dijemput hadir|semua dijemput hadir|jemput hadir|harap maklum|sekian|"
            "bila - bila|bila - bila masa|bila2|bila2 masa|akan diadakan pada|akan berlangsung pada|diadakan pada|akan diadakan|diadakan|akan berlangsung|berlangsung|akan dilangsungkan|dilangsungkan|adalah|ialah|ya|yer|ye|lah|la|je|tau|ok|okay|okey|boleh|tolong|please|pls|terima kasih|tq|eh|kan|nanti|boleh tak|"
            "blh tak|dah|k|weh|wei|jom|kot|ah|pulak|pula|jadi|tu|itu|boleh x|mekasih|jugak|juga|ye tq|ya tq|jangan lupa|jgn lupa"
        ),
        Phrase.CANCEL: (
            "hapus|batal|batalkan|padam|padamkan|cancel|cancelkan|btl|btlkan|delete|hapuskan|buang acara|"
            "buang event|buang kelas|buang mesyuarat|buang temujanji|batal kan|batalkn|buang semua|kensel|kenselkan|kansel|cansel"
        ),
        Phrase.CANCEL_END: "dibatalkan|dicancel|dah cancel|dah batal",
        Phrase.MOVE: (
            "tukar|tukarkan|pindah|pindahkan|ubah|alih|alihkan|awalkan|lewatkan|lambatkan|gerakkan|cepatkan|pinda|tukarlah"
        ),
        Phrase.LIST: (
            "senarai|senaraikan|tunjuk jadual|tunjuk kalendar|tunjukkan jadual|tunjuk acara|tunjukkan|"
            "tunjuk|papar|paparkan|apa jadual|jadual saya|apa ada|ada apa|lihat jadual|lihat kalendar|"
            "tengok jadual|tengok kalendar|semak jadual|semak kalendar|apa acara|apa program|saya ada apa|"
            "aku ada apa|apa plan|jadual|check jadual|"
            "cek jadual|tgk jadual|jadual aku|apa aktiviti|ape jadual|sy ada apa|list|"
            "ada meeting apa|ada ape|apa yang ada"
        ),
        Phrase.LIST_ANYWHERE: (
            "ada apa|ada apa2|ada apa-apa|ada apa - apa|ada apa apa|ada apa2 tak|ada apape|ada pape|ada apa je|"
            "ada apa x|ada plan apa|ada program apa|ada acara apa"
        ),
        Phrase.WHEN_IS: "berapa lama|brapa lama|siapa datang|bila lagi|kul brapa|kul berapa|pukul brapa|pkl brapa|bila|bilakah|bila tarikh|pukul berapa|pkl berapa|di mana|kat mana|dekat mana",
        Phrase.PROLONG: "tambah|tambahkan|tambah lagi|lewatkan|lambatkan|awalkan|cepatkan|panjangkan|lanjutkan|lewat",
        Phrase.ALL_OF: "semua|kesemua|kesemuanya|semuanya|setiap|tiap|semua sekali|dua-dua|kedua-dua|kedua-duanya",
        Phrase.LIST_ALONE: "jadual|kalendar|acara|senarai",
        Phrase.FREE: (
            "saya free|aku free|saya lapang|masa lapang|bila free|bila lapang|free tak|lapang tak|"
            "bila saya free|bila saya lapang|ada masa|ada slot|bila aku free|kosong tak|slot kosong|"
            "free x|lapang x|kosong x|free tk|free ke|free ah|free anot|free or not|lapang ke|kosong ke|waktu lapang|bila boleh|saya kosong|aku kosong|bila saya kosong"
        ),
        Phrase.CLOCK_ASKED: (
            "pukul berapa|pukul berapa sekarang|sekarang pukul berapa|jam berapa sekarang|sekarang jam berapa|"
            "kul brp|kul brp dah|dah kul brp|pkl brp|pkl brp dah|kul berapa dah|dah pukul berapa|kul berapa|kul berapa sekarang|pukul berapa dah|hari ni hari apa|hari ini hari apa|"
            "hari apa hari ini|hari apa hari ni|hari ni berapa hb|hari ini berapa hb|tarikh hari ini|hari ni tarikh apa"
        ),
        Phrase.UNDO: "batalkan tadi|undo|undur|buat asal|patah balik|tukar balik|tukar balik macam tadi|macam tadi balik",
        Phrase.HELP: (
            "boleh buat apa ni|apa boleh buat ni|bot ni boleh buat apa|bot ni buat apa|apa ni|ini apa|ni apa|siapa ni|siapa awak|awak siapa|bantuan|cara guna|macam mana nak guna|apa boleh buat|tolong ajar|mcm mana nak guna|tolong|tolong saya|"
            "macam mana nak guna ni|macam mana nak guna bot ni|macam mana guna|mcm mana guna|cara nak guna|"
            "apa awak boleh buat|boleh buat apa|bagaimana guna|" + _HOW_TO
        ),
        Phrase.GREETING: (
            "selamat pagi|selamat petang|selamat malam|selamat tengah hari|assalamualaikum|salam|hai|helo|apa khabar|"
            "askum|aslmkm|waalaikumsalam|pagi|selamat sejahtera|apa kabar|slmt pagi|selamat tinggal"
        ),
        Phrase.ADDRESS: "semua|tuan|puan|cikgu|bos|abang|kak|korang|geng|kawan|sekalian|ustaz|ustazah|encik|cik",
        Phrase.THANKS: "terima kasih banyak|terima kasih banyak-banyak|terima kasih banyak2|terima kasih bnyk|terima kasih bnyk2|tq banyak2|terima kasih|trima kasih|tima kasih|tq|mekasih|terima kaseh|tkasih|trm ksh|tenkiu|makasih",
        Phrase.YES: (
            "ya|ye|yup|yela|ya betul|betul|boleh|ok|okay|okey|baik|baiklah|setuju|sah|sahkan|teruskan|jadi|mesti|"
            "ya batalkan|batalkan|ha ah|haah|a ah|betul tu"
        ),
        Phrase.NO: (
            "tak jadi batal|jangan batal|tidak|tak|tk|x|tak nak|taknak|tak mau|tak mahu|xnak|tak payah|tak perlu|tak jadi|x jadi|x nak|jangan|bukan|biarkan|"
            "biar|salah|lupakan|takpe|tak apa|tak pe|xpe|simpan"
        ),
        Phrase.REFUSING: "tak boleh|x boleh|xleh|xboleh|tak dapat|x dapat|tak sempat|tak free|x free|tidak dapat",
        Phrase.MOVED: (
            "pindah|dah pindah|dipindah|dipindahkan|tukar|dah tukar|bertukar|ditukar|ditukarkan|berubah|diubah|jadi|ditunda|"
            "tertunda|dah tunda|dah ditunda|dianjak|dianjakkan|dah anjak|ditangguh|ditangguhkan|dilewatkan|diawalkan|"
            "dicepatkan|dialihkan|kena tukar|kena pindah|kena tunda|kena anjak|ditukar jadi|tukar jadi|bertukar kepada"
        ),
        Phrase.AGREEING: (
            "takpe|takpa|tak apa|tak pe|xpe|xpa|baik|baiklah|baik lah|ok|okay|okey|orait|boleh|boleh je|boleh sangat|boleh jugak|setuju|jadi|jadilah|jadi lah|"
            "siap|dah siap|sudah siap|set|cun|ngam|on|onz|ya|ye|yup|faham|difaham|diterima|dah terima|noted|sah|"
            "confirm|takde masalah|tiada masalah|no hal|no problem|insyaallah|insya allah|bisa|sip|mantap|cantik"
        ),
        Phrase.PARTICLE: "shj|sahaja|saja|lah|la|je|jer|aje|kot|tolong|terima kasih|tq|pun|pulak|pula",
        Phrase.CORRECTION: (
            "yang betul|betulnya|sebetulnya|ulang|ulangi|ulangkan|ulang acara|tukar|tukar ke|tukar kepada|tukar jadi|ubah kepada|tukarkan|ubah|ubah ke|jadikan|salah|eh salah|bukan|maaf|maksud saya|maksud|sepatutnya|"
            "sebenarnya|tersilap|silap|eh"
        ),
        Phrase.CLEAR: "kosongkan|bersihkan",
        Phrase.CANCELLED: "batal|dibatalkan|dah batal|sudah batal|telah dibatalkan|dah dibatalkan|tak jadi|x jadi|tidak jadi",
        Phrase.NAME_IT: "namakan ia|namakannya|namakan dia|bagi nama",
        Phrase.RESTORE: "tak jadi batal|x jadi batal|tak jadi batalkan|tak jadi cancel|x jadi cancel|tak jadi padam|jangan batal|jangan batalkan|jangan cancel|jangan padam|kembalikan|pulihkan|kembalikan semula|pulihkan semula|masukkan balik|jadi balik|eh jadi balik|jadi semula|jadikan balik",
        Phrase.CHANGE: "tukar|tukarkan|ubah|pinda",
        Phrase.SNOOZE: (
            "ingatkan lagi|ingatkan semula|ingatkan balik|ingatkan saya lagi|ingatkan aku lagi|ingatkan saya semula|ingatkan|ingatkan saya|ingatkan aku|tangguh dulu|snooze dulu|nanti ingatkan lagi|nanti ingatkan"
        ),
        Phrase.IN_A_WHILE: "kejap lagi|jap lagi|sekejap lagi|nanti|jap|kejap",
        Phrase.DONE: "siap|dah siap|ok siap|dah|sudah|selesai|dah selesai|dah buat|done dah|ok dah",
        Phrase.BOTH: "dua-dua|dua-duanya|kedua-dua|kedua-duanya|dua2|dua2 tu|dua-dua tu",
        Phrase.LAST_ONE: "yang akhir|yang terakhir|akhir|terakhir",
        Phrase.ONLY_THIS: (
            "yang ini saja|ini saja|ini sahaja|yang ini sahaja|yang ini je|ini je|hanya ini|hanya yang ini|kali ini saja|"
            "kali ini|kali ni je|satu ni je|yang ini|sekali ni je|satu saja"
        ),
        Phrase.THEM_ALL: (
            "semua|semuanya|kesemua|kesemuanya|semua sekali|semua skali|dua-dua|dua dua|kedua-dua|kedua dua|"
            "kedua-duanya|setiap kali|seluruh siri|siri"
        ),
        Phrase.MAKE: "jadikan|tukar|tukarkan|ubah|pinda|buatkan|tetapkan",
        Phrase.UNSAID_DAY: (
            "sehari sebelum|hari sebelum|sehari sebelumnya|hari sebelumnya|malam sebelum|malam sebelumnya|sehari selepas|"
            "sehari lepas|sehari awal|sehari lebih awal|2 hari sebelum|dua hari sebelum|minggu sebelum|1 hari sebelum|"
            "2 hari selepas|seminggu sebelum|seminggu selepas"
        ),
        Phrase.SECOND_THOUGHT: (
            "eh salah|salah|silap|eh silap|tersilap|tersalah|maksud saya|maksud aku|maksudnya|alamak salah|alamak silap|"
            "eh bukan|sori salah|sorry salah|sorry silap|maaf salah|maaf silap|eh tak|tak tak"
        ),
        Phrase.TOLD_WHEN: (
            "ia pada|ianya pada|ia akan diadakan pada|ia diadakan pada|ia akan berlangsung pada|majlisnya pada|majlis tu pada|"
            "dia buat pada|dia buat|tarikhnya|tarikhnya pada|buatnya pada|ia nanti"
        ),
        Phrase.RECURRING: "ulang|ulangi|ulangan|berulang|diulang|ulang - ulang|berulang - ulang",
        Phrase.REPEATING: "ulang|ulangi|ulangkan|berulang",
        Phrase.BECOME: "ke|kepada|kpd|jadi|menjadi|selama|hingga",
        Phrase.EXTEND: "panjangkan|lanjutkan|pnjgkan",
        Phrase.SHORTEN: "pendekkan|singkatkan|kurangkan|pendekkn",
        Phrase.ADD_TIME: "tambah|tambahkan|tmbh|tambah lagi",
        Phrase.DURATION: "tempoh|masa|durasi",
        Phrase.LONGER: "lagi|lebih lama|lebih panjang|lama lagi|lagi lama",
        Phrase.SHORTER: "lebih pendek|lebih singkat|lagi pendek|kurang",
        Phrase.FAREWELL: ("jumpa lagi|selamat tinggal|selamat malam|babai|bai|ok bai|itu je|itu sahaja|itu aje"),
        Phrase.WHAT_CANCELLED: (
            "apa yang saya batalkan|apa yang aku batalkan|apa saya batalkan|apa aku batal|apa saya batal|"
            "apa yang dah batal|apa yang dah dibatalkan|apa yang dibatalkan|apa yang saya padam|"
            "apa yang aku padam|apa dah batal|apa saya dah batal|apa aku dah batal|"
            "apa yang dah saya batalkan|apa yang saya batalkan tadi|apa aku batal tadi"
        ),
        Phrase.LANGUAGE: "bahasa bot|bahasa saya|tukar bahasa|pilih bahasa|set bahasa|ubah bahasa",
        Phrase.ZONE_NOUN: "zon masa|zon waktu",
        Phrase.SETS: "set|tetapkan|pilih",
        Phrase.SPEAK: "cakap|cakaplah|guna|gunakan|balas|jawab|tulis|tukar ke|dalam",
        Phrase.COPY: "salin|salinkan|duplicate|copy",
        Phrase.SWAP: "tukar|tukarkan|saling tukar|bertukar|tukar ganti|tukar tempat",
        Phrase.LONGER_ALONE: "lebih lama|lebih panjang|lama lagi|lagi lama|lama sikit|panjang sikit|lagi panjang",
        Phrase.SHORTER_ALONE: "lebih pendek|lebih singkat|lagi pendek|pendek sikit|singkat sikit",
        Phrase.BY_SO_MUCH: "lagi|sebanyak|selama|dengan|masa",
        Phrase.ENDS: "tamat pukul|tamat jam|habis pukul|habis jam|tamat|habis|berakhir",
        Phrase.UNTIL: "sampai|hingga|sehingga|smpi",
        Phrase.APPOINTMENT: (
            "mesyuarat|temujanji|temu janji|doktor|klinik|temuduga|kelas|tuisyen|gunting rambut|lepak|ngeteh|minum|makan|"
            "wayang|perbincangan|taklimat|usrah|kuliah|jumpa|janji temu|ngopi|urut|sesi|rewang|berlatih|latihan|"
            "vaksin|cabut gigi|cek gigi|cuci gigi|periksa gigi|cek darah|ujian darah|ujian mata|ujian memandu|pemeriksaan|fisio|"
            "doktor gigi|doktor mata"
        ),
        Phrase.TASK: (
            "beli|bayar|ambil|hantar|telefon|jumpa|lawat|basuh|kemas|siapkan|tempah|buat|servis|baiki|perbaharui|poskan|"
            "masak|jemput|pulangkan|cuci|isi|ulangkaji"
        ),
        Phrase.ONE_DAY: (
            "kenduri|majlis|perkahwinan|kahwin|nikah|akad nikah|bertunang|tunang|gotong royong|tahlil|potong rambut|servis|"
            "servis kereta|hari jadi|ujian|kuiz|mesyuarat agung|konvo|konvokesyen|rumah terbuka|aqiqah|akikah|doa selamat"
        ),
        Phrase.STAY: (
            "minggu|bulan|cuti|bercuti|percutian|kem|perkhemahan|berkhemah|persidangan|konvensyen|kursus|bengkel|latihan|"
            "peperiksaan|exam|lawatan|kembara|umrah|haji|melancong|pesta|ekspo|berpantang|puasa|posting|praktikal|rombongan"
        ),
        Phrase.VENUE: "tempat|lokasi|venue|tmpt",
        Phrase.VENUE_IS: "ialah|adalah|tukar ke|tukar kepada|dekat|kat|di|jadi|dah tukar ke",
        Phrase.JOINING: "tambah|tambahkan|masukkan",
        Phrase.NOT_BUT: "bukan|bkn|bukannya|bukan pada",
        Phrase.INSTEAD: "pulak|pula|sebaliknya",
        Phrase.LATER: "lewat|lebih lewat|lambat|lebih lambat",
        Phrase.EARLIER: "awal|lebih awal",
        Phrase.STARTS: "mula|bermula|mula pukul|start",
        Phrase.THAT_ONE: "tu|itu",
        Phrase.PUT_OFF: "tangguh|ditangguhkan|ditangguh|kena tangguh|ditunda|tertunda|tertangguh|dah tangguh",
        Phrase.NO_MORE: "buang|hentikan|berhenti|tak payah|tak payah ingatkan|jangan ingatkan|tak perlu",
        Phrase.OFF: "batal|dibatalkan|takde|tak ada|takda|xde|tiada|tak jadi|x jadi",
        Phrase.NO_SUCH: "takde|tak ada|xde|takda|tiada|tak pergi|x pergi|xpergi|tak main|x main|tak hadir|tak jadi|x jadi|tak jadi pergi|tak jadi main",
        Phrase.THERE: "ada|ade|ada tak|ada ke|adakah ada|adakah|ada apa - apa|ada apa-apa",
        Phrase.FREE_WORD: "penuh|lapang|kosong|sibuk|bz",
        Phrase.ASKING_END: "ke|ker|keh|tak|x|tk|kah|tak ada",
        Phrase.ONLY: "shj|je|jer|jela|aje|saja|sahaja|hanya|cuma|je lah|je la|sahajalah",
        Phrase.UNWANTED: (
            "tak payah|x payah|tk payah|xpayah|takpayah|tak perlu|x perlu|tak usah|usah|tidak perlu|tidak payah|jangan|jgn|"
            "tak payah pergi|x payah pergi|tak perlu pergi|tak payah ada|tak payah la pergi|tak payah lah pergi|hentikan|berhenti"
        ),
        Phrase.WARNING: _WARNING,
        Phrase.JUST_DONE: "baru|bru|baru je|dah|sudah|telah|sejak|masa tu|rosak|punya|je|jer|sahaja|saja",
        Phrase.SIGN_OFF: (
            "sekian|sekian terima kasih|sekian , terima kasih|sekian dimaklumkan|terima kasih|yang benar|yang menjalankan amanah|"
            "salam hormat|salam|tq|daripada|ikhlas|yang ikhlas"
        ),
        Phrase.KIN: (
            "mak|emak|ibu|mama|umi|ayah|abah|bapak|bapa|papa|baba|abang|kakak|kak|adik|along|angah|achik|nenek|atuk|tok|opah|"
            "wan|isteri|bini|suami|laki|anak|kawan|member|jiran|sepupu|makcik|pakcik|cikgu|ustaz|bos|mertua|keluarga"
        ),
        Phrase.UNPLACED: "buang|padam|padamkan|hapus|hapuskan|keluarkan|tanpa",
        Phrase.HOW_TO: "macam mana nak|mcm mana nak|camne nak|camana nak|cmne nak|bagaimana nak|bagaimana hendak|cara nak|cara untuk",
        Phrase.APOLOGY: "maaf|minta maaf|mintak maaf|sori|sory|maaf ya|maaf ye|maafkan saya",
        Phrase.COMPLAINT: (
            "bukan yang tu|bukan yang itu|bukan yang ni|bukan yang ini|bukan tu|tak betul|tak betul tu|tidak betul|x betul|salah ni|salah tu|salah la|salah lah|ini salah|itu salah|bukan macam tu|"
            "salah tarikh|salah hari|salah masa|silap ni|silap tu|awak salah|salah semua"
        ),
        Phrase.RELOCATE: "pindah|pindahkan|alih|alihkan|gerakkan",
        Phrase.CANNOT: (
            "tak boleh|tak|tidak|x boleh|xboleh|takleh|tak leh|bukan|bkn|sibuk|x|jangan|tak free|tak sempat|"
            "awal sangat|lewat sangat|terlalu awal|terlalu lewat|ada hal|ada kerja"
        ),
        Phrase.DROPPING: "lupakan|lupakan je|lupa je|tak jadi|x jadi|tak payah|takpe|tak pe|xpe|biar je|takyah",
        Phrase.STALLING: "tunggu|tunggu jap|eh tunggu|jap|jap jap|eh jap|kejap|sekejap|nanti jap|eh bukan|bukan bukan",
        Phrase.LATER_ONE: (
            "yang lewat|yang lagi lewat|yang lewat sikit|yang lambat|yang lagi lambat|yang kemudian|yang lepas tu|"
            "yang selepas tu|yang paling lewat|paling lewat|yang lepas"
        ),
        Phrase.EARLIER_ONE: (
            "yang awal|yang lagi awal|yang awal sikit|yang dulu|yang paling awal|paling awal|yang cepat|yang lagi cepat|"
            "lagi awal lagi baik"
        ),
        Phrase.SAME_AGAIN: "sama|pun sama|sama juga|juga|pun",
        Phrase.ITS_NAME: "nama|namanya|nama baru|nama je|itu nama|tu nama|tajuk",
        Phrase.ITS_PLACE: "tempat|tempatnya|tempat baru|tempat je|itu tempat|tu tempat|lokasi|lokasinya",
        Phrase.COMPANY: "dengan|dgn|dan|bawa|dan bawa|bawak|ajak|dan ajak|jemput|sekali dengan|bersama",
        Phrase.ANSWERING: (
            "saya pilih|aku pilih|pilih|saya nak|aku nak|nak|saya mahu|mahu|kita buat|buat|ambil|letak|letakkan|set|"
            "saya maksudkan|maksud saya|maksud aku|maksudnya|saya kata|rasanya|hmm|alamak|oh|ops|sori|sorry|typo|"
            "lagi baik|lebih baik|lagi ok|lagi elok|lebih elok|lagi sesuai|lebih sesuai|sesuai|boleh|boleh juga|ok juga|"
            "hari sama|hari yang sama|masa sama|masa yang sama|kalau boleh|dululah|dulu|la kot|lah kot|kalau|macam mana kalau|apa kata|tapi|senang|senang sikit|lagi senang"
        ),
        Phrase.POINTING: "yang|itu|ini|tu|ni|yang itu|yang ini|yang tadi|yang tu|yang ni|tadi|acara itu|acara tadi|yang akhir|yang terakhir|akhir|terakhir|yang satu tu|satu tu",
        Phrase.QUESTION: (
            "apa|bila|siapa|kenapa|mengapa|mana|di mana|macam mana|bagaimana|berapa|adakah|ape|camne|"
            "kat mana|dekat mana|mcm mana|brapa|bolehkah|npe|knp|apakah|siapakah|bilakah|apasal|napa|"
            "ke mana|awak boleh|awak free|betul ke|dah makan ke|ada apa"
        ),
        Phrase.SUBJECT: ("saya|aku|dia|mereka|kita|kami|awak|kau|sy|dorang|diorang|isteri saya|ko|korang|kamu|anda"),
        Phrase.TELLING: (
            "masa sekolah dulu|masa sekolah rendah|masa sekolah menengah|zaman sekolah|zaman dulu|zaman universiti|masa dulu|masa kecil|masa kecik|masa kecil dulu|waktu kecil|waktu kecil dulu|masa muda|masa belajar dulu|dulu - dulu|dulu2|dulu tiap|dulu tiap-tiap|dulu tiap2|dulu setiap|dulu saya|dulu aku|dulu kami|dulu kita|kesian|kesiannya|kasihan|harga naik|harga turun|sudah|dah|telah|sedang|tak|tidak|bukan|pernah|adalah|ialah|suka|sayang|rasa|fikir|rupanya|"
            "memang|sangat|harga|cuma|sahaja|hanya|yang|belum|tertidur|penat|penatnya|letih|macam|hujan|"
            "bestnya|bestlah|bestla|seronoknya|syoknya|sedapnya|sejuknya|panasnya|mahalnya|malasnya|letihnya|ngantuknya|"
            "mengantuknya|laparnya|sedihnya|geramnya|cantiknya|gembiranya|bangganya|leganya|rindunya|sibuknya|sakitnya|"
            "panas|aku lupa|saya lupa|sy lupa|dah lupa|lupa la|lupa lah|lupa pulak|lupa pula|asyik lupa|kata|cakap|menang|kalah|lambat|selalu|masih|xde|takde|tiada|mungkin|best|aku sakit|saya sakit|sy sakit|dia sakit|anak sakit|sakit kepala|sakit perut|sakit gigi|sakit tekak|sakit badan|sakit la|sakit lah|"
            "terlepas|dah habis|baru habis|habis dah|habis la|lapar|sibuk|cantik|demi|betul|sama je|sama lah|maksudnya|je lah|giler|gila"
        ),
        Phrase.CHATTER: (
            "haha|hahaha|hehe|dalam perjalanan|dlm perjalanan|dalam perjalanan sampai|dlm perjalanan sampai|otw|kah kah|best|bagus|cantik|selamat hari jadi|tahniah|jumpa lagi|jumpa esok|jumpa minggu depan|jumpa bulan depan|"
            "jumpa nanti|sampai|smpi|takziah atas|takziah buat|takziah kepada|takziah utk|salam takziah|selamat hari raya|maaf zahir batin|semoga|okay boleh|tak apa|takpe|xpe|"
            "boleh je|ok boleh|selamat tahun baru|insyaallah|alhamdulillah|ya betul|jom lah|esok lah|"
            "nanti lah|nanti la|nanti dulu|esok jela|wkwk|tak tahu|x tahu|entah|xtau|taktau|aduh|adoi|"
            "alamak|mantap|padu|terbaik|biar betul|jumpa korang|selamat jalan|kirim salam|sedap|seronok|"
            "hari yang|minggu yang|hari demi|malam yang|pagi yang|petang yang|selamat pagi|selamat petang|"
            "selamat malam|selamat hari"
        ),
        Phrase.PLACE: (
            "bilik|dewan|pejabat|opis|surau|masjid|sekolah|hotel|restoran|kedai|rumah|hospital|klinik|kafe|padang|taman|"
            "bandar|kampung|stesen|bangunan|pasar|kantin|perpustakaan|balai|makmal|stadium|mahkamah|bank"
        ),
        Phrase.GENERIC: "acara|temu janji|temujanji|itu|tu|mesyuarat|program|jadual|semua",
    },
    place_verbs=(
        "jumpa makan ambil hantar mesyuarat meeting beli urusan majlis kenduri latihan taklimat kursus bengkel kelas lawatan "
        "sesi temuduga temujanji bayar tengok main solat ceramah lepak minum jemput pergi kerja cuci servis hadir program "
        "perjumpaan sambutan kuliah tuisyen makan2 futsal badminton jamuan pameran gotong mandi jogging"
    ),
    commands={
        "cancel": "batal|batalkan|padam|hapus|buang",
        "list": "senarai|jadual|kalendar|acara|semua",
        "today": "hariini|hari_ini|harini",
        "tomorrow": "esok|besok",
        "week": "minggu|mingguini|minggu_ini|seminggu",
        "add": "tambah|baru|masuk|catat",
        "move": "tukar|pindah|ubah|tunda|anjak",
        "rename": "namakan|tukarnama|tukar_nama",
        "undo": "undur|buatasal|buat_asal",
        "free": "lapang|kosong",
        "sync": "segerak|segarkan|muatsemula",
        "status": "keadaan",
        "remind": "ingat|ingatkan|peringatan",
        "timezone": "zon|zonmasa|zon_masa|waktu",
        "language": "bahasa",
        "help": "bantuan|tolong|bantu",
        "start": "mula|salam",
    },
    names="bahasa|melayu|bahasa melayu|bahasa malaysia|malay|bm|malaysia|马来文|马来语|馬來文|馬來語|国语",
    zones={
        "Asia/Singapore": "singapura",
        "Asia/Tokyo": "jepun",
        "Asia/Seoul": "korea",
        "Asia/Riyadh": "mekah|makkah|madinah|arab saudi",
        "Europe/Istanbul": "turki",
        "Africa/Cairo": "mesir|kaherah",
    },
    common=frozenset(
        [
            "saya",
            "aku",
            "jadi",
            "nak",
            "dengan",
            "dgn",
            "ngan",
            "di",
            "kat",
            "untuk",
            "utk",
            "yang",
            "dan",
            "mesyuarat",
            "jumpa",
            "makan",
            "pergi",
            "ambil",
            "hantar",
            "bayar",
            "kelas",
            "tolong",
            "pukul",
            "pkl",
            "esok",
            "lusa",
            "pagi",
            "petang",
            "malam",
            "hari",
            "ini",
            "ni",
            "rumah",
            "kerja",
            "anak",
            "ke",
            "dari",
            "setiap",
            "tiap",
            "bawa",
            "buat",
            "ada",
            "temuduga",
            "kenduri",
            "majlis",
            "kursus",
            "bengkel",
            "cuti",
            "balik",
            "beli",
            "tempah",
            "servis",
            "kereta",
            "doktor",
            "gigi",
            "sekolah",
            "tengok",
            "solat",
            "sukan",
            "temu",
            "janji",
            "hb",
            "bilik",
            "encik",
            "puan",
            "pejabat",
            "opis",
            "mlm",
            "ptg",
            "sampai",
            "hingga",
            "apa",
            "khabar",
            "boleh",
            "tak",
            "sudah",
            "lah",
            "mana",
            "minum",
            "baca",
            "bil",
            "duit",
            "kawan",
            "mak",
            "ayah",
            "abang",
            "kakak",
            "adik",
            "jadual",
            "peringatan",
            "batal",
            "batalkan",
            "tunda",
            "tunjuk",
            "selamat",
            "terima",
            "kasih",
            "bila",
            "siapa",
            "kenapa",
            "sahaja",
            "harga",
            "okay",
            "tadi",
            "lepas",
            "semua",
        ]
    ),
    real=frozenset(
        [
            "setia",
            "setar",
            "sidang",
            "saman",
            "sabun",
            "sabar",
            "malim",
            "khalis",
            "kamil",
            "jemaat",
            "ingatan",
            "bulau",
            "selalu",
            "selesa",
            "rasa",
            "malas",
            "makan",
            "masak",
            "minta",
            "minum",
            "tunggu",
            "pasang",
            "patang",
            "belas",
            "bagi",
            "hadir",
            "hari",
            "bulat",
            "bukan",
            "besar",
            "beso",
            "pagar",
            "petani",
            "malah",
            "minggir",
            "tulis",
            "tulat",
            "lusin",
            "rabun",
            "rambu",
            "jumpa",
            "jumlah",
            "sabun",
            "satu",
            "ahli",
            "ahmad",
            "selama",
            "salasa",
            "bulu",
            "bulat",
            "tolak",
            "talam",
            "salam",
            "dalam",
            "hingga",
            "tangga",
            "tingga",
            "mangga",
            "harimau",
            "pukat",
            "pukau",
            "tahan",
            "tahun",
            "tahu",
            "masuk",
        ]
    ),
)
