"""English, as it is written in chats in Kuala Lumpur. Words are separated by "|"; the kinds are explained in `lexemes`.

Past 300 lines, since a vocabulary is one table.
"""

from bot.languages.lexemes import Kind, Phrase, Vocabulary

_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_ORDINALS = [
    "first",
    "_",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]

_ANNOUNCED = (
    "will be held|will be held as follows|will be held as below|to be held|is to be held|is being held|will be conducted|"
    "is set|has been set|is all set|is scheduled|has been scheduled|been scheduled|is confirmed|has been confirmed|"
    "is fixed|has been fixed|has been arranged|is booked|has been booked|is happening|will happen|will take place|takes place|"
    "is taking place|is planned|will be|are scheduled|are confirmed|are set|have been scheduled|have been confirmed"
)

_MOVED_VERBS = (
    "moved|shifted|pushed|pushed back|pushed out|postponed|rescheduled|changed|brought forward|brought fwd|delayed|"
    "bumped|bumped up|switched|moved up|moved back|moved forward"
).split("|")
_BEFORE_MOVED = "|is |was |got |has been |have been |is now |will be |has |already |now |kena |time |timing ".split("|")
_MOVED = "|".join(
    [
        *(f"{before}{verb}" for before in _BEFORE_MOVED for verb in _MOVED_VERBS),
        *("is now", "is now at", "now at", "is now on", "will now be at", "will now be on"),
    ]
)
_WARNING = "|".join(
    [
        *(
            f"{verb} {whom}"
            for verb in "warn tell shout poke prompt text message msg inform wake whatsapp dm give send set put".split()
            for whom in ("me", "us")
        ),
        *(
            f"{give} {what}"
            for give in ("give me", "give us", "gimme", "send me", "set", "put", "drop me")
            for what in ("a", "an", "a shout", "a holler", "a warning", "a call", "a ring", "an alarm", "a text")
        ),
        *("gimme", "set", "put", "add", "with", "let me know", "let us know", "wake me up", "shout at me", "hit me up"),
    ]
)
_HOW_TO = "|".join(
    f"{how} {verb}{what}"
    for how in ("how do i", "how to", "how can i")
    for verb in "delete cancel remove move reschedule change edit rename add book undo".split()
    for what in ("", " it", " an event", " a meeting", " events")
)

VOCABULARY = Vocabulary(
    language="en",
    locales=("en",),
    unused=frozenset(
        [
            "mo",
            "tu",
            "we",
            "th",
            "fr",
            "sa",
            "su",
            "y",
            "yr",
            "m",
            "s",
            "d",
            "h",
            "sec",
            "mar",
            "mon",
            "sat",
            "sun",
            "wed",
            "second",
            "may",
            "march",
        ]
    ),
    words={
        Kind.NUMWORD: {
            **dict(enumerate(_NUMBERS)),
            25: "twenty five|twenty - five",
            30: "thirty",
            40: "forty|fourty",
            45: "forty five|forty - five",
            50: "fifty",
            55: "fifty five|fifty - five",
            60: "sixty",
            90: "ninety",
        },
        Kind.ORDWORD: {
            **{number: word for number, word in enumerate(_ORDINALS, 1) if word != "_"},
            21: "twenty first|twenty - first",
            22: "twenty second|twenty - second",
            23: "twenty third|twenty - third",
            24: "twenty fourth|twenty - fourth",
            25: "twenty fifth|twenty - fifth",
            26: "twenty sixth|twenty - sixth",
            27: "twenty seventh|twenty - seventh",
            28: "twenty eighth|twenty - eighth",
            29: "twenty ninth|twenty - ninth",
            30: "thirtieth",
            31: "thirty first|thirty - first",
        },
        Kind.SECOND: {"second": "second"},
        Kind.WORD: {
            "word": (
                "clock in|clock out|punch in|punch out|sign in|log in|sun block|sun screen|sun cream|sun tan|sun burn|sun set|sun rise|sun flower|sun dried|sun - dried|sun light|sun glasses|sun bear|"
                "sun hat|sun roof|sun damage|sun protection|sun exposure|sun lotion|sun shade|sat nav|sat phone|wed ring|mon cheri|mon ami"
            ),
            "7-eleven": "7 - eleven|7 eleven|seven eleven",
        },
        Kind.DAY: {
            -2: "day before yesterday|the day before yesterday",
            -1: "yesterday|ytd|yest|yesterday's|yday|yesterdays",
            0: "today|tdy|2day|tday|today's|2dae|todays|later today",
            1: (
                "tomorrow|tmr|tmrw|tmw|tml|tmrow|tomoro|tomorow|tommorow|tommorrow|tomorro|2moro|2morrow|2mrw|2mr|tomor|"
                "tomorrow's|tomorrows|tomm|tmmr|tmmrw|tmo|2mrow|tmrr|tmorrow|next day|the next day|morrow|tomoz"
            ),
            2: (
                "day after tomorrow|the day after tomorrow|day after tmr|day after tmrw|the day after tmr|day aft tmr|"
                "day after tml|the day after tmrw|overmorrow|day after 2moro|day aft tomorrow|the day aft tmr|"
                "day after tmw|day after tomorow|day after tommorow"
            ),
            3: "3 days from today|two days after tomorrow|2 days after tomorrow",
        },
        Kind.DAYPART: {
            (
                0,
                "night",
            ): "late tonight|late tonite|tonight|tonite|2nite|tonyt|2nyte|tonyte|2night|tnite|tonight's|later tonight|2nyt|later nite|later night",
            (-1, "night"): "last night",
            (1, "night"): "tmr nite|tmr nyt|2moro nyt",
        },
        Kind.WEEKDAY: {
            0: "mondays's|moday|mondy|monday's|mon's",
            1: "tues|tue's|tuesday's|teusday|tuesdy|tuseday",
            2: "weds|wed's|wednes|wednesday's|wensday|wednsday|wedneday|wednessday",
            3: "thur|thurs|thrs|thr|thu's|thurs's|thursday's|thrusday|thrsday|thurday",
            4: "friday's|fri's|firday|frday",
            5: "saturday's|satuday|saterday|satday|saturdy",
            6: "sunday's|sundy|sundae",
        },
        Kind.WEAKDAY: {0: "mon", 2: "wed", 5: "sat", 6: "sun"},
        Kind.WEEKDAYS: {
            (0,): "mondays",
            (1,): "tuesdays",
            (2,): "wednesdays",
            (3,): "thursdays",
            (4,): "fridays",
            (5,): "saturdays|sats",
            (6,): "sundays",
            (0, 1, 2, 3, 4, "night"): "weeknight|weeknights|week nights|weekday nights",
            (0, 1, 2, 3, 4): (
                "every school day|each school day|on school days|weekday|weekdays|week days|workday|workdays|working day|working days|week day|work days|m - f"
            ),
            (5, 6): "weekends|week ends",
        },
        Kind.WEEKEND: {"weekend": "weekend|week - end|wkend|week end|wknd|weekend's"},
        Kind.MONTH: {
            1: "jan.",
            9: "sept",
            2: "febuary|feburary|febr",
            11: "novemeber",
            12: "decem",
        },
        Kind.WEAKMONTH: {3: "march|mar", 5: "may"},
        Kind.LUNAR: {
            "day": (
                "cny eve|chinese new year eve|cny day|day cny|day of cny|day of chinese new year|raya haji|hari raya haji|"
                "raya eve|day raya|day of raya|deepavali eve|diwali eve|chap goh mei|chap goh meh|reunion night"
            ),
        },
        Kind.HOLIDAY: {
            (1, 1): "new year's day|new years day|new year day",
            (2, 14): "valentine's day|valentines day|valentine day|valentine's|valentines",
            (5, 1): "labour day|labor day|workers day",
            (8, 31): "merdeka day|national day",
            (9, 16): "malaysia day",
            (10, 31): "halloween",
            (12, 24): "christmas eve|xmas eve",
            (12, 25): "christmas|xmas|christmas day|xmas day",
            (12, 26): "boxing day",
            (5, 2, 6): "mother's day|mothers day|mothers' day",
            (6, 3, 6): "father's day|fathers day|fathers' day",
            (12, 31): "new year's eve|new years eve|new year eve|nye",
        },
        Kind.SEASON: {
            (3, 0): "this spring|in spring|in the spring|during spring|this coming spring|current spring",
            (3, 1): "next spring",
            (6, 0): "this summer|in summer|in the summer|during summer|this coming summer|current summer",
            (6, 1): "next summer",
            (9, 0): "this autumn|in autumn|in the autumn|during autumn|this coming autumn|current autumn",
            (9, 1): "next autumn",
            (12, 0): "this winter|in winter|in the winter|during winter|this coming winter|current winter",
            (12, 1): "next winter",
        },
        Kind.PART: {
            "morning": (
                "morning|mornin|morn|the morning|mrng|mornng|mng|late morning|mid morning|mid - morning|forenoon|"
                "first thing|first thing in the morning"
            ),
            "afternoon": (
                "afternoon|arvo|aftnoon|afternon|the afternoon|late afternoon|early afternoon|mid afternoon|"
                "mid - afternoon|very early afternoon|late in the afternoon|early in the afternoon"
            ),
            "evening": "evening|eve|the evening|early evening|late evening|late in the evening|early in the evening",
            "night": "night|nite|nitez|nyt|nyte|nites|nitee|the night|late night|till late|until late|til late",
            "midday": "lunchtime|lunch time|lunch hour|at lunchtime|at lunch time",
            "dawn": "dawn|early morning|wee hours|early in the morning|the early hours of the morning",
            "after lunch": "after lunch|aft lunch|after lunchtime|after lunch time",
            "after dawn prayer": "after subuh|after fajr",
            "after friday prayer": "after friday prayer|after friday prayers|after jumaat prayers|after jumaat",
            "after sunset prayer": "after maghrib",
            "after night prayer": "after isyak|after isha|after terawih",
            "close": "eod|cob|end of day|the end of the day|end of the day|close of business|end of business",
            "after work": "after work|after office|aft work|after office hours|after working hours|after school",
        },
        Kind.NOON: {(12, 0): "noon|midday|mid day|high noon|mid - day|noontime|12 noon|12noon"},
        Kind.MIDNIGHT: {(0, 0): "midnight|mid night|midnite|12 midnight|12midnight"},
        Kind.MERIDIEM: {False: "am", True: "pm|nn"},
        Kind.OCLOCK: {
            "oclock": "o'clock|oclock|o clock|o' clock",
        },
        Kind.CLOCKMARK: {"same": "same time|the same time|same timing"},
        Kind.SHARP: {
            "sharp": "give or take|more or less|plus minus|plus - minus|sharp|ish|approximately|approx|about|roughly|on the dot|exactly|punctually|abt|- ish",
            "around": "around|ard|arnd|arround",
        },
        Kind.HALF: {0.5: "half"},
        Kind.QUARTER: {0.25: "quarter|quarters"},
        Kind.PAST: {"past": "past"},
        Kind.MEAL: {
            "breakfast": "breakfast|bfast|bf|brekkie|sahur|breakfasts",
            "lunch": "lunch|lunches|luncheon|brunch",
            "dinner": (
                "dinner|supper|dinners|nightcap|happy hour|drinks|clubbing|concert|concerts|gig|gigs|pub crawl|pub quiz|"
                "bar hopping|mamak|mamak session|steamboat|bbq dinner|karaoke|ktv|night out|after party|afterparty"
            ),
            "outing": "cocktail|cocktails|bbq|barbecue|party|parties|house party|movie|movies|cinema|potluck|houseparty|open house dinner",
            "night": (
                "date night|movie night|game night|games night|quiz night|family night|girls night|boys night|ladies night|"
                "karaoke night|night market|night safari|night run|night class|night shift|parents evening|"
                "parents' evening|evening class|prom night|trivia night|poker night"
            ),
            "afternoon": "afternoon tea",
            "morning": "wake up|wakeup|wake me up|morning market|morning shift|morning assembly",
        },
        Kind.UNIT: {
            "second": "seconds|secs|sec",
            "minute": "minute|minutes|min|mins|minit|minute's|minutes'|minuts|mnts|mnt",
            "hour": "hour|hours|hr|hrs|hour's|hours'|hors",
            "day": "day|days|day's|days'|nights",
            "week": "week|weeks|wk|wks|week's|weeks'",
            "fortnight": "fortnight|fortnights",
            "month": "month|months|mth|mths|month's|months'",
            "quarter_year": "qtr",
            "year": "year|years|yr|yrs|year's|years'",
        },
        Kind.FEW: {2: "couple of|couple|pair of|a couple of|a couple|a pair of", 3: "few|a few|several"},
        Kind.THIS: {"this": "this|current"},
        Kind.NEXT: {"next": "next|all of next|all next|nxt|nex|the next|the following|following"},
        Kind.LAST: {"last": "last|previous|prev|the last|the previous"},
        Kind.COMING: {"coming": "coming|upcoming|this coming|the coming|this upcoming|the upcoming"},
        Kind.FOLLOWER: {
            "after": (
                "but the one after that|but the one after|but the one following|but the following one|but the next one|but next one|"
                "but the one after next|but a week later|but the week after that|but the week after|the one after that|the one after|"
                "but one week later|but a week after"
            )
        },
        Kind.EVERY: {
            "every": "each and every|every and each|every single|once every|once in every|once each|every|each|evry|evey|evry|ever"
        },
        Kind.FREQ: {
            ("DAILY", 1): "twice daily|thrice daily|daily|everyday|day in day out|nightly",
            ("WEEKLY", 1): "weekly|wkly|once a week|once weekly",
            ("WEEKLY", 2): "fortnightly|biweekly|bi - weekly|every fortnight|bi weekly",
            ("MONTHLY", 1): "monthly|once a month",
            ("MONTHLY", 2): "bimonthly|bi - monthly",
            ("MONTHLY", 3): "once a quarter|quarterly",
            ("MONTHLY", 6): "half yearly|half - yearly|twice a year",
            ("YEARLY", 1): "yearly|annually|once a year",
            ("HOURLY", 1): "hourly",
            ("DAILY", 1, "morning"): "mornings|in the mornings",
            ("DAILY", 1, "afternoon"): "afternoons|in the afternoons",
            ("DAILY", 1, "evening"): "evenings|in the evenings",
        },
        Kind.OTHER: {2: "other|alternate|second"},
        Kind.TIMES: {"times": "times|occurrences|sessions|occasions|time", 2: "twice", 3: "thrice", "x": "x"},
        Kind.IN: {"in": "in|within|in the next|in another|another|in like"},
        Kind.AGO: {"ago": "ago|back"},
        Kind.FROMNOW: {
            "later": "later|from now|hence|from right now|frm now|time|more",
            "soon": "in a bit|in a while|in a moment|in a little bit|in a jiffy",
        },
        Kind.AFTER: {"after": "after|aft"},
        Kind.BEFORE: {
            "before": "before|b4|bfr|bef|beforehand|prior|prior to|before that|before it starts|before the event"
        },
        Kind.AHEAD: {"ahead": "ahead|earlier|in advance|early|ahead of time|in adv|advance"},
        Kind.ENDOF: {"end": "end of|the end of|end|at the end"},
        Kind.STARTOF: {
            "start": (
                "beginning of|the beginning of|start of|the start of|begin of|at the beginning|at the start|at the begin"
            )
        },
        Kind.SPANEND: {
            ("week", "end"): "eow",
            ("month", "end"): "eom",
            ("quarter", "end"): "eoq",
            ("year", "end"): "eoy",
        },
        Kind.NOW: {"now": "now|right now|just now"},
        Kind.MIDDLE: {"middle": "middle of|the middle of|mid"},
        Kind.TO: {"to": "to|thru|through|up to|upto"},
        Kind.DASH: {"-": "-|–|—|~|→|->|−"},
        Kind.UNTIL: {
            "until": "until|untill|till|til|ending|up until|ending on|end :|ends :|end time :|finish :",
            "open": "until further notice|till further notice|indefinitely|till whenever|til whenever|until whenever|"
            "till we drop|until we finish|till we finish|till dunno when",
        },
        Kind.FROM: {"from": "from|frm"},
        Kind.BETWEEN: {"between": "between|btw|btwn|betwn|btween|in between"},
        Kind.STARTING: {
            "starting": "starting|starting from|beginning|commencing|starting on|effective|as of|w.e.f|onwards|onward"
        },
        Kind.FOR: {
            "for": (
                "for|lasting|lasts|takes|for about|should take|should take about|should take around|will take|will take about|"
                "will take around|might take|it should take|it will take|it'll take|should last|will last|expected to take"
            ),
            "next": "for the next|4 the next",
        },
        Kind.AND: {"and": "and|n|+|&"},
        Kind.OR: {"or": "or"},
        Kind.THEN: {"then": "then|and then|after that|and after that|followed by"},
        Kind.OF: {"of": "of"},
        Kind.THE: {
            "the": "the",
            "whole": "whole of|the whole of|whole of the|the entire|the rest of",
        },
        Kind.A: {1: "a|an"},
        Kind.ON: {
            "on": "on|day / date :|date / day :|day & date :|day and date :|date & day :|for on|start :|starts :|start time :|date :|when :|time :|date / time :|date & time :|date and time :|day :"
        },
        Kind.AT: {"at": "at|@|at the|around at|venue :|where :|location :|place :|loc :"},
        Kind.BY: {"by": "by|latest by|no later than|not later than"},
        Kind.ALLDAY: {
            "all day": "all day|all - day|whole day|the whole day|full day|full - day|allday|entire day|wholeday"
        },
        Kind.TADI: {"tadi": "earlier today|earlier on today|earlier this morning"},
        Kind.EXCEPT: {"except": "except|excluding|but not|except for|apart from|other than|not including|minus"},
        Kind.REMIND: {
            "remind": "headsup|heads - up|remind|reminder|remindme|alert|notify|ping|nudge|remid|reminds|rmd|alerts|reminders|notification|buzz|heads up"
        },
        Kind.ME: {"me": "me|us|me to|us to|me about|me of|me that|me i have|me for"},
        Kind.WITH: {"with": "with|w/|wif|wit|w"},
        Kind.ZONE: {
            "Europe/London": "london time|uk time|british time|ldn time|lon time|england time",
            "Europe/Paris": "paris time|berlin time|madrid time|rome time|amsterdam time",
            "America/New_York": "new york time|ny time|nyc time|us eastern|eastern time|boston time|toronto time",
            "America/Chicago": "chicago time|central time",
            "America/Los_Angeles": "pacific time|la time|los angeles time|sf time|seattle time|california time",
            "Asia/Singapore": "singapore time|sg time|spore time",
            "Asia/Kuala_Lumpur": "kl time|malaysia time|malaysian time|kuala lumpur time",
            "Asia/Jakarta": "jakarta time",
            "Asia/Bangkok": "bangkok time|thai time|thailand time",
            "Asia/Hong_Kong": "hong kong time|hk time",
            "Asia/Shanghai": "china time|beijing time|shanghai time",
            "Asia/Tokyo": "tokyo time|japan time|osaka time",
            "Asia/Seoul": "seoul time|korea time",
            "Asia/Kolkata": "india time|indian time|bangalore time|mumbai time|delhi time",
            "Asia/Dubai": "dubai time|uae time",
            "Australia/Sydney": "sydney time|melbourne time|syd time|melb time|aus time",
            "Australia/Perth": "perth time",
            "zone": "utc|gmt|est|edt|cst|cdt|mst|mdt|pst|pdt|cet|cest|eet|bst|jst|kst|sgt|myt|hkt|aest|aedt|nzst|wib",
        },
        Kind.NOUN: {
            "street": "jalan|jln|lorong|persiaran|lrg|road",
            "plate": "plate no|plate number|plate|number plate|car plate",
            "unit": "unit|lot|apartment|apt|suite",
            "paper": "invoice|inv|receipt|ref",
            "version": "version|ver|v|firmware",
            "price": "price|prices|fare|cost|costs|rate|ratio|gpa|cgpa|exchange rate|odds|toll|total|subtotal|grand total|dollar|weight|height|temp|temperature|usd|myr|sgd|eur|gbp|aud|rmb",
            "floor": "level|lvl|block|blk|floor|row|lane|platform|phase",
            "room": "room|rm|gate|bus|flight|no|no.|number|num|page|chapter|ch|"
            "terminal|section|sec|ss|usj|taman|seksyen|"
            "zone|seat|table|line|channel|form|grade|std|standard|class of|season|episode|ep|part|"
            "question|q|batch|team|group|route|highway|exit|km|door|hole|pier|bay|hall|studio|lab|tower|"
            "covid|windows|ps|iphone|galaxy|python|otp|code|pin|password|tac|order|ticket|case|"
            "id|size|age|aged|mark|score|step|option|item|stage|round|building|house|tracking|ward|bed|"
            "room no|room no.|counter|booth|hub|wing|court|track|carpark|train|locker|queue|quiz|unit no|g",
        },
        Kind.COUNTED: {
            "people": "people|persons|person|pax|kg|kgs|kilograms|kilo|kilos|km|kms|cm|mm|ml|cup|cups|tank|tbsp|tsp|teaspoon|vision|chance|million|billion|thousand|hundred|ringgit|dollars|bucks|cats|dogs|kids|"
            "children|stars|star|bedroom|bedrooms|points|pts|percent|miles|metres|meters|litres|liters|gb|mb|"
            "items|pieces|pcs|boxes|bottles|cups|plates|eggs|tickets|seats|rooms|pages|guests|friends|adults|adult|"
            "sen|cents|books|cars|packs|sets|rounds|slices|ppl|candidates|students|staff|tables|copies|"
            "members|players|goals|sqft|plus|degrees|reps|laps|steps|tabs|calls|bags|brothers|sisters|siblings|years old|"
            "months old|weeks old|bathrooms|sisters|photos|videos|messages|emails|tasks|hits"
        },
    },
    phrases={
        Phrase.CALLED_OFF: (
            "no longer|not going|not joining|not having|not playing|not working|not training|not meeting|not sure|can't make|cant make|cannot make|won't make|wont make|not attending|not coming|"
            "not doing|isn't happening|no more"
        ),
        Phrase.UNSAID_DAY: (
            "the day before|a day before|one day before|1 day before|the night before|the evening before|the week before|"
            "the day after|a day after|one day after|1 day after|the week after|the following day|2 days before|two days before|"
            "2 days after|two days after|the previous day|the previous night|the morning of|the day of|the weekend before"
        ),
        Phrase.SECOND_THOUGHT: (
            "sorry i mean|sorry i meant|i mean|i meant|sorry meant|sorry mean|no wait|wait no|oh wait|oops|oops sorry|oops no|"
            "no sorry|actually no|no actually|correction|scratch that|my bad|oh no|wait sorry|sorry wrong|eh no|eh sorry|"
            "make that|wait|nope"
        ),
        Phrase.WEAK_SECOND_THOUGHT: "no|actually|eh|sorry|rather",
        Phrase.TOLD_WHEN: (
            "it's on|its on|it is on|it's at|it is at|it's this|it's next|it's gonna be on|it's going to be on|it'll be on|"
            "it will be on|it will be at|it'll be|it will be|it's happening on|it's happening|it happens on|that's on|"
            "it will be held on|it will be held at|it'll be held on|it's held on|it is held on|it's being held on|"
            "it takes place on|it will take place on|that'll be on|that will be on|happening on|it's set for|it's scheduled for"
        ),
        Phrase.I_AM: (
            "i'll be|i will be|ill be|i'm|im|i am|i'm going to be|i am going to be|i'm gonna be|i gonna be|i shall be|"
            "i'm going|i'll be going|we'll be|we will be|we're|we are|we're going to be|i be"
        ),
        Phrase.ABSENCE: (
            "on leave|on mc|on medical leave|on sick leave|on annual leave|on al|on el|on emergency leave|on unpaid leave|"
            "on half day leave|on half - day leave|on maternity leave|on paternity leave|on holiday|on holidays|on vacation|"
            "on a holiday|on course|on a course|on training|on duty|on call|on - call|on standby|on shift|on night shift|"
            "on reservist|on a business trip|on business trip|taking leave|taking mc|taking annual leave|taking half day|"
            "taking the day off|away|outstation|out station|overseas|abroad|out of office|out of the office|out of town|ooo|"
            "off|off work|wfh|working from home|work from home|travelling|traveling|in camp"
        ),
        Phrase.RECURRING: "repeat|repeats|repeating|repeated|recurring|recurs|recur|on repeat",
        Phrase.VISITOR: (
            "technician|plumber|electrician|contractor|repairman|handyman|cleaner|maid|inspector|auditor|auditors|agent|"
            "vendor|supplier|guests|guest|visitors|visitor|parents|mum|mom|mama|mummy|dad|papa|mother|father|laws|mil|"
            "fil|grandma|grandpa|grandparents|aunty|auntie|uncle|cousin|cousins|sister|brother|relatives|family|friend|"
            "friends|boss|client|clients|customer|customers|delivery|guy|man|men|people|landlord|tenant|courier|parcel|movers|"
            "babysitter|nanny|tutor|teacher|nurse|kids|son|daughter|wife|husband|rentokil|guys|installer|mechanic"
        ),
        Phrase.COPULA: "is|are",
        Phrase.ANNOUNCED: _ANNOUNCED,
        Phrase.TIME_TOLD: "already|almost|nearly|now|only now|just past",
        Phrase.TIME_LEAD: "it|is|it's|its|was|wah|wow|oh|omg|aiyo|aiyoh|haiz|haih|wa|walao|eh|hey|like|about|and|but|so|only|time|the",
        Phrase.TIMER: "timer|alarm|countdown",
        Phrase.RECOUNTING: (
            "used to|when i was|when we were|back then|back in school|back in the day|as a kid|as a child|those days|cancelled|canceled|usually|always|normally|since|woke|rang|slept|ate|went|came|was|were|happened|arrived|reached|broke|died|yelled|cried|told|he said|she said|they said|i said|it said|you said|we said|who said|"
            "bought|shipped|scored|drove|saw|lasted|stayed|married|waited|ran|jogged|cycled|biked|swam|hiked|walked|rowed"
        ),
        Phrase.SUBJECT: (
            "i|we|you|he|she|they|it|u|he's|she's|they're|you're|that|this|those|these|i'm|we're|there|the|"
            "my|your|our|his|her|their|anyone|any|everyone|somebody|someone|im|it's|its"
        ),
        Phrase.QUESTION_ANYWHERE: (
            "which brand|which one better|which one is better|which is better|which better|any recommendation|any recommendations|how many|how much|how long|how far|how come"
        ),
        Phrase.QUESTION_VERB: ("is|are|was|were|does|did|do|should|will|would|am|has|have|can"),
        Phrase.MOVE_END: ("longer|shorter|hour longer|an hour later|an hour earlier"),
        Phrase.MOVE_ALWAYS: ("reschedule|postpone|bring forward|rescedule|resched|reshedule|snooze"),
        Phrase.RENAME: "rename|retitle|rename the|change the title|change the name|change its name|change its title|change title|change name|change the title of|change the name of|change title of|change name of",
        Phrase.RENAME_INTO: "to|as|into",
        Phrase.CANCEL_END: ("off my calendar|off the calendar|cancel it|delete it|from my calendar"),
        Phrase.CANCEL: (
            "cancel|skip|delete|remove|scrap|cancle|call off|erase|canel|del|get rid of|forget the|forget about"
        ),
        Phrase.ORDER: (
            "give me a shout|give me a nudge|give me a buzz|give me a ping|pencil me in for|pencil me in|put me down for|sign me up for|book me in for|book me for|slot me in for|"
            "repeat|add|create|schedule|put|set|set up|setup|arrange|block|block off|block out|pencil in|put in|put down|"
            "slot in|insert|add in|add on|key in|sched|jot down|lock in|block my calendar|block off my calendar|"
            "block out my calendar|mark my calendar|note down|put up|add to calendar|add to my calendar"
        ),
        Phrase.WEAK_ORDER: "lock|hold|keep|book|make|plan|reserve|save|log|slot|fix|enter|record|note|mark|register|organise|organize",
        Phrase.HEADING: (
            "kindly block your calendar|please block your calendar|pls block your calendar|block your calendar|"
            "block your calendars|please mark your calendars|mark your calendars|mark your calendar|"
            "this is to confirm your|this is to confirm|this is to inform you of your|this is to inform you that|this is to inform that|this is to notify you of your|this is to|"
            "you of your|you about your|just to confirm your|to confirm your|confirming your|we would like to confirm your|we'd like to confirm your|"
            "i would like to confirm your|please be informed of your|kindly be informed of your|there will be|there'll be|kindly be informed that|please be informed that|be informed that|"
            "please be reminded that|be reminded that|kindly be reminded that|please take note that|take note that|"
            "kindly note that|kindly take note that|please note that|you are invited to|you're invited to|"
            "you are cordially invited to|join us for|please join us for|come join us for|pleased to invite you to|"
            "we are pleased to invite you to|the plan is|so the plan is|just confirmed|just confirmed that|"
            "note to self :|note to self|memo :|"
            "save the date :|save the date:|title :|what :|event :|subject :|meeting called|event called|appointment called|called|titled|named|new event :|new event|"
            "new reminder|new appointment :|date :|event title :|agenda :|topic :|re :|activity :|programme :|program :|occasion :"
        ),
        Phrase.CLOSING: (
            "🙏|🙏 🏻|🙏 🏼|🙏 🏽|🙏 🏾|🙏 🏿|would work best for me|works best for me|would work for me|works for me|would be best|would be good|"
            "would be great|would suit me|suits me|is good for me|is fine with me|if you can|when you can|"
            "or so|or thereabouts|or|please|pls|plz|thanks|thank you|thx|tq|ty|ok|okay|lah|la|leh|lor|ya|yeah|can|can or not|or not|can ah|k|"
            "sometime|some time|anytime|any time|dude|thanks ya|tks|cheers|eh|haha|lol|hor|yo|asap|for me|if possible|sharp|thank u|is it|right|also|too|"
            "already|ok thanks|ok thx|wei|weh|yea|sir|dear|babe|ok?|to my calendar|to calendar|in my calendar|on my calendar|"
            "please attend|kindly attend|please be there|pls be there|see you there|see u there|all are welcome|everyone is welcome|"
            "please be punctual|please be on time|pls be punctual|do come|please come|"
            "dont forget|don't forget|do not forget|dun forget|"
            "in calendar|to the calendar|in the calendar|to my schedule|on calendar|into my calendar|at|on|in|for|to|from|"
            "with|and|by|the|a|of|until|till|starting|beginning|every|at about|thanks a lot|thank you so much|tqvm|"
            "is|are|" + _ANNOUNCED
        ),
        Phrase.ORDER_NOUN: (
            "event|reminder|an event|a reminder|new event|a new event|calendar event|entry|"
            "cal|my cal|to my cal|in my cal|gcal|my gcal|an entry|calendar|my calendar|my schedule|to my calendar|in my calendar|on my calendar|"
            "to calendar|to the calendar|in calendar|in the calendar|on calendar|the calendar|"
            "to my schedule|into my calendar|in my diary|todo|to do|to - do|task|a task|into calendar|"
            "my calender|to my calender|in my calender|to schedule|down"
        ),
        Phrase.POLITE: (
            "siri|hey siri|ok google|hey google|🙏|👋|bro|bruh|dude|sis|please|pls|plz|plss|plsss|kindly|thanks|thank you|thx|tq|ty|can you|could you|would you|can u|"
            "cn u|could u|will you|hey|hi|hello|bot|can help me|can help me to|can you help me|"
            "can you help me to|help me|help me to|help|i want to|i need to|i wanna|i need you to|"
            "i want you to|i'd like to|i would like to|i have to|i gotta|i must|i should|need to|have to|"
            "i'm supposed to|im supposed to|i am supposed to|supposed to|got to|i've got to|i got to|"
            "gotta|wanna|want to|don't forget|dont forget|do not forget|don't forget to|dont forget to|"
            "don't let me forget|dont let me forget|dont let me forget to|don't let me forget to|do not let me forget|do not let me forget to|"
            "don't let me forget that|dont let me forget that|never let me forget|don't let us forget|dont let us forget|dun let me forget|dun let me forget to|"
            "remember|remember to|rmb to|"
            "rmb|make sure|make sure i|make sure to|leh|ya|yeah|yea|ok|okay|okie|can or not|"
            "can ah|can|boleh|oi|dear|noted|okok|roger|can someone|could someone|can somebody|can anyone|someone pls|someone please|so|also|and then|slot me in|oh|btw|by the way|fyi|just|actually|"
            "i've got|i have got|i got|i have|i've|ive got|there's|there is|there is a|there's a|we have|"
            "we've got|we got|we have a|i have a|i have an|i've got a|i've got an|got|got a|got an|theres|"
            "i'm having|im having|i am having|let's|lets|we need to|we should|we are having|we're having|"
            "i'll|i will|ill|i'm going to|im going to|i am going to|i'm|shall we|can we|could we|we will|"
            "we'll|please note|note that|for me|good morning|good afternoon|good evening|morning|hey there|"
            "hi there|thank u|thks|tks|cheers|much appreciated|alright|right|ok so|mr bot|secretary|do|"
            "must|confirm|confirmed|k|kk|okok|pretty please|if possible|asap|it's|its|it is|is it ok to|"
            "need|sorry|yes|yup|ya lah|sir|would like to|mind|thanks ya|thanks a lot|thank you so much|"
            "basically|so basically|haha|hahaha|hehe|lol|anyway|anyways|many thanks|thx ya|tq ya|tqvm|hor|meh|wei|weh|eh|hmm|umm|um|uh|er"
        ),
        Phrase.MOVE: (
            "move|shift|push|push back|change|delay|bump|push out|move back|move up|switch|update|edit|"
            "amend|bring|swap|make"
        ),
        Phrase.LIST: (
            "list|show me|show my|show calendar|show schedule|show the|show all|show events|show today|"
            "show tomorrow|show|list my|list all|display my|view my|view calendar|view schedule|"
            "check my calendar|check my schedule|check calendar|check schedule|see my calendar|"
            "see my schedule|tell me what|tell me my|tell me when|give me my|what's on|whats on|what is on|"
            "what do i have|what have i got|what do i got|what am i doing|agenda|read me my|what are my|"
            "what is my|what's my|whats my|any meetings|any plans|any plan|any events|any meeting|any appointment|"
            "any appointments|any event|anything on|anything|do i have|have i got|am i busy|"
            "how many meetings|how many events|how many appointments|when is my|when's my|whens my|"
            "when are my|what time is my|list out|my events|upcoming events|my agenda|what's happening|"
            "what's next|whats next|what is next|got anything|remind me what|remind me when|my schedule|"
            "my calendar|next appointment|next meeting|next event|who am i meeting|who am i having|who am i seeing|what did i book|what have i booked|"
            "what did i add|got meeting|"
            "is there anything|is there something|are there any|is there any|"
            "got any"
        ),
        Phrase.WHEN_IS: (
            "when is|when's|whens|when are|what time is|what time's|wat time is|what day is|when will|"
            "where is|where's|wheres|wen is|when does|what time does|how long is|how long's|who is at|who's at|who is coming to|"
            "who's coming to"
        ),
        Phrase.PROLONG: "add|add another|add on|extend|extend by|prolong|delay|push|push back|move|bump",
        Phrase.ALL_OF: "all|all of|all of the|all of my|all the|all my|every|each|each of|every one of|everything|all of them|them all|all events|both|all of these|all these|all those",
        Phrase.LIST_ALONE: "calendar|schedule|agenda|events|my events|upcoming",
        Phrase.FREE: (
            "check if i'm free|check if i am free|see if i'm free|see if i am free|if i'm free|am i free|are we free|when am i free|which day is free|which days are free|which day am i free|which days am i free|what day am i free|how busy am i|free time|free slot|free slots|am i available|any free|"
            "find time|find a slot|find me a slot|find a free slot|find me an hour|find an hour|find me a time|find me time|find a time|"
            "availability|my availability|"
            "is there a free|got free time|i free|am i open|do i have time|do i have free time|free or not|"
            "free tak|when can i fit|is my|find a free|next free|next available|next slot|my next free"
        ),
        Phrase.CLOCK_ASKED: (
            "what time is it|what time is it now|what's the time|whats the time|what is the time|time now|current time|"
            "what's the time now|what day is it|what day is it today|what's the date|whats the date|what is the date|"
            "what date is it|what's the date today|what's today's date|whats todays date|today's date"
        ),
        Phrase.UNDO: (
            "undo|undo that|undo it|revert|take that back|undo last|oops undo|change it back|move it back|put it back to what it was"
        ),
        Phrase.HELP: (
            "help|what can you do|what is this|what's this|whats this|who are you|who r u|what are you|what do you do|what is this bot|how do i use this|how does this work|commands|what can u do|how to use|"
            + _HOW_TO
        ),
        Phrase.GREETING: (
            "hi|hello|hey|good morning|good afternoon|good evening|good night|gm|morning|yo|hi there|heya|"
            "hello there|gn|goodnight|good nite|good day|hiya|howdy|gd morning|gd afternoon|gd evening|gud morning|"
            "good eve|greetings"
        ),
        Phrase.ADDRESS: (
            "parents|residents|colleagues|members|students|teachers|customers|valued customers|"
            "all|everyone|everybody|team|guys|boss|bro|bros|sis|sir|madam|dear|folks|gang|friends|ladies|dude"
        ),
        Phrase.THANKS: (
            "tq so much|thx so much|thank u so much|tysm|cheers mate|thanks mate|thanks bro|thanks boss|thanks dude|thanks bye|ok thanks bye|thanks|thank you|thx|"
            "tq|ty|thank u|thanks a lot|ok thanks|tqvm|great thanks|thks|tks|"
            "much appreciated|cheers|many thanks|appreciate it|ok thank you|thanks so much|"
            "thank you so much"
        ),
        Phrase.YES: (
            "yes|y|yes please|yeah|yep|yup|yea|ok|okay|okey|k|sure|correct|right|confirm|confirmed|go ahead|do it|"
            "of course|absolutely|definitely|please do|that's right|thats right|yes cancel|yes cancel it|cancel it|"
            "yes book it|book it"
        ),
        Phrase.NO: (
            "no|n|nope|nah|no thanks|no thank you|never mind|nevermind|nvm|forget it|don't|dont|do not|leave it|"
            "keep it|skip|skip it|not now|stop|no need|wrong|neither|none|none of them|don't cancel|dont cancel|do not cancel|"
            "don't cancel it|dont cancel it|don't cancel that|don't delete it|don't delete"
        ),
        Phrase.MOVED: _MOVED,
        Phrase.REFUSING: (
            "can't|cant|cannot|can not|cnt|not free|cant make it|can't make it|cannot make it|unable|cannot make|cant make|"
            "can't make|cant come|can't come|cannot come|cant join|can't join|cannot join|cant go|can't go|cannot go|"
            "cannot do|cant do|can't do"
        ),
        Phrase.AGREEING: (
            "never mind|nvm|no worries|noted|ok|okay|okok|ok ok|okie|okies|oki|okey|k|kk|can|also can|done|done deal|deal|set|all set|all good|"
            "roger|roger that|copy|copy that|confirm|confirmed|confirm can|sure|sure thing|yes|yep|yup|yeah|yea|ya|aye|"
            "alright|alrighty|all right|right|fine|perfect|great|cool|nice|sounds good|sounds great|sounds fine|good|"
            "works|works for me|it is|it|that|do|do it|agreed|agree|got it|onz|on|steady|swee|can make it|"
            "no problem|np|no worries|locked in|i'm in|im in|count me in|noted with thanks|received|understood|lgtm|"
            "good to go|will do|also good|is fine|is good|is ok|is okay|then|book it|lets go|let's go|counted|thumbs up"
        ),
        Phrase.PARTICLE: "please|pls|plz|lah|la|ah|lor|leh|can|thanks|thank you|tq|bro|boss",
        Phrase.CORRECTION: (
            "make it|make that|sorry i meant|no make it|change it into|make it to|change|change it|change that|change to|change it to|actually|actually make it|no|no no|"
            "nope|sorry|sorry i mean|i mean|i meant|meant|wait|oops|eh|correction|should be|it should be|not that|"
            "wrong|wrong time|instead|it's|its|it is|actually it's"
        ),
        Phrase.CLEAR: "free up|clear|clear out|clear up|wipe|empty",
        Phrase.CANCELLED: (
            "is cancelled|is canceled|was cancelled|got cancelled|has been cancelled|is off|is called off|was called off|"
            "cancelled|canceled|it's cancelled|its cancelled|is cancelled already|kena cancel|cancel already"
        ),
        Phrase.NAME_IT: "call it|name it|title it",
        Phrase.RESTORE: "don't cancel|dont cancel|don't cancel it|dont cancel it|actually don't cancel it|do not cancel it|don't delete it|dont delete it|un-cancel|bring it back|put it back|no put it back|actually no put it back|actually put it back|bring that back|restore it|undelete it|uncancel it|restore|undelete|uncancel|un cancel it",
        Phrase.CHANGE: "change|update|edit|amend|switch|swap",
        Phrase.SNOOZE: (
            "snooze|snooze it|snooze that|snooze this|snooze reminder|snooze the reminder|remind me again|remind again|remind me later|ping me again"
        ),
        Phrase.IN_A_WHILE: "later|in a while|in a bit|again",
        Phrase.DONE: "done|ok done|okay done|done already|already done|done it|all done|did it|finished",
        Phrase.BOTH: "both|both of them|both of those|both of these|those two|these two|the two|the two of them",
        Phrase.LAST_ONE: "last|the last|last one|the last one",
        Phrase.ONLY_THIS: (
            "only this|only this one|this one|just this one|just this|this one only|this only|only this time|"
            "this time only|just this time|this time|just once|once|one|only one|just the one|this event|this event only"
        ),
        Phrase.THEM_ALL: (
            "all|all of them|them all|everything|every one|everyone|the whole series|whole series|the series|series|"
            "all of it|all events|both|both of them|all of these|all these|all dates|every time|every week|"
            "all of those|all three|all four|the lot"
        ),
        Phrase.MAKE: "make|change|update|edit|amend",
        Phrase.REPEATING: "repeat|recur|recurring|repeating|happen",
        Phrase.BECOME: "to|to be|into|be|last|as|become|for|only|just|run for|run",
        Phrase.EXTEND: "extend|lengthen|prolong|stretch",
        Phrase.SHORTEN: "shorten|cut short|trim|reduce|cut down",
        Phrase.ADD_TIME: "add|add on|give",
        Phrase.DURATION: "duration|length|time",
        Phrase.LONGER: "longer|more|extra|long more|longer than that",
        Phrase.SHORTER: "shorter|less",
        Phrase.FAREWELL: (
            "bye|goodbye|good bye|bye bye|byebye|see you|see ya|cya|good night|goodnight|that's all|thats all|that's all for today|that's all bye|ok bye|okay bye|ok that's all|"
            "ok that's all for today|that's all for today bye|ok that's all for today bye|ok that's all bye"
        ),
        Phrase.WHAT_CANCELLED: (
            "what did i cancel|what did i just cancel|what have i cancelled|what have i canceled|"
            "what did i delete|what did i just delete|what did i remove|what did you cancel|"
            "what did you delete|what was cancelled|what was canceled|what got cancelled|"
            "which one did i cancel|which did i cancel|what i cancelled|what did i cancel today|"
            "what did i cancel just now"
        ),
        Phrase.LANGUAGE: "language",
        Phrase.ZONE_NOUN: "timezone|time zone",
        Phrase.SETS: "set|choose|use",
        Phrase.SPEAK: "speak|speak to me in|talk|talk to me in|reply|answer|respond|reply to me in|use|switch to|change to|in|write",
        Phrase.COPY: "copy|duplicate|clone",
        Phrase.SWAP: "swap|switch|exchange|trade places|swap places|change places",
        Phrase.LONGER_ALONE: "longer|a bit longer|a little longer|a little bit longer|longer a bit|be longer",
        Phrase.SHORTER_ALONE: "shorter|a bit shorter|a little shorter|a little bit shorter|shorter a bit|be shorter",
        Phrase.BY_SO_MUCH: "by|another|with another|for another|with|for|extra|an extra|one more",
        Phrase.ENDS: "end at|ends at|end by|finish at|finish by|ends|end it at|finishes at|it ends at|it ends",
        Phrase.UNTIL: "until|till|til|up to|through to",
        Phrase.APPOINTMENT: (
            "meeting|meetings|mtg|appointment|appt|appts|dentist|doctor|interview|class|lesson|haircut|checkup|check up|"
            "viewing|movie|movies|gym|yoga|pilates|badminton|futsal|coffee|kopi|tea|drinks|catch up|catchup|flight|tuition|"
            "presentation|standup|stand up|discussion|briefing|webinar|massage|concert|rehearsal|physio|physiotherapy|"
            "vaccination|zoom|con call|conference call|video call|call with|session|facial|jamming|mamak|yumcha|yum cha|"
            "vet|blood test|eye test|x - ray|xray|vaccine|consultation|driving test|manicure|pedicure|hair cut|medical check up|"
            "check - up|optometrist|dermatologist|gynae|paediatrician|pediatrician|chiro|chiropractor"
        ),
        Phrase.TASK: (
            "buy|pay|pick up|drop off|fetch|meet|meet up with|visit|renew|collect|submit|email|return|order|prepare|study for|"
            "clean|wash|send|call|ring|phone|water|feed|post|print|book|reserve|fix|top up|service|arrange|finish|review"
        ),
        Phrase.ONE_DAY: (
            "wedding|engagement|birthday|anniversary|townhall|town hall|agm|egm|ceremony|graduation|convocation|farewell|"
            "baby shower|recital|car service|car servicing|quiz|ptm|open house|bbq|funeral|tahlil|"
            "housewarming|house warming|audit meeting|kick off|kickoff|viewing|photoshoot"
        ),
        Phrase.STAY: (
            "week|weeks|month|holiday|holidays|vacation|vacay|trip|trips|conference|convention|leave|camp|camping|expo|retreat|"
            "festival|exam|exams|finals|off|away|outstation|overseas|course|bootcamp|training|sprint|internship|break|"
            "staycation|tour|cruise|marathon|sale|stay|confinement|reservist|daily|whole|entire|all|busy|fasting|in camp"
        ),
        Phrase.VENUE: "place|venue|location|meeting place|meeting point",
        Phrase.VENUE_IS: "is now|should be|will be|has changed to|changed to|was changed to|at|now",
        Phrase.JOINING: "add|invite|include",
        Phrase.NOT_BUT: "not|instead of|rather than|isn't|isnt|wasn't|aren't|not on|not at",
        Phrase.INSTEAD: "instead",
        Phrase.LATER: "later",
        Phrase.EARLIER: "earlier",
        Phrase.STARTS: "starts|starts at|starts from|begins|begins at|now starts|will start at",
        Phrase.IS_AT: "is at|is on|is now at|is now on|is now",
        Phrase.PUT_OFF: "postponed|is postponed|got postponed|was postponed|has been postponed|kena postpone|delayed|is delayed",
        Phrase.NO_MORE: "stop|quit|no need|scrap",
        Phrase.OFF: "cancel|cancelled|canceled|off|called off|not happening|is no more",
        Phrase.NO_SUCH: "no|no more|not going|not going to|not going for|not playing|not having|not attending|not doing|won't have|don't have|skipping",
        Phrase.THERE: (
            "any|got|got any|is there|is there a|is there an|is there any|are there|are there any|have i got|have we got|"
            "do we have|do we have any|do i have any|do i have a|do i have an|do i have|do i got|i got any"
        ),
        Phrase.FREE_WORD: "free|available|busy",
        Phrase.ASKING_END: "or not|anot|ah",
        Phrase.ONLY: "only|just|just for|only for|only on|just on|just the|only the|that one only|this one only",
        Phrase.UNWANTED: (
            "don't|dont|do not|no need|no need to|no need for|no need to go to|no need to go for|don't need to|dont need to|"
            "needn't|don't need|dont need|stop"
        ),
        Phrase.WARNING: _WARNING,
        Phrase.SIGN_OFF: (
            "thanks & regards|thanks and regards|thank you & regards|regards|best regards|kind regards|warm regards|warmest regards|"
            "with regards|rgds|brgds|best|best wishes|sincerely|yours sincerely|yours faithfully|yours truly|cheers|thanks|"
            "many thanks|thank you|thx|tq|rsvp|from|love|xoxo|sent from my"
        ),
        Phrase.JUST_DONE: "just|only just|already|bought|got it|since|ever since|broke|used to|was|were|had|did|went|came|only",
        Phrase.UNPLACED: "remove|delete|clear|drop|take out|take away|erase|no|without",
        Phrase.HOW_TO: "how to|how do i|how do you|how can i|how do we|how can we|how i can|how i|how should i",
        Phrase.APOLOGY: "sorry|so sorry|my bad|my mistake|oops sorry|sorry ah|sorry ya|apologies|i'm sorry|im sorry",
        Phrase.COMPLAINT: (
            "not that one|no not that one|no not that|not this one|no not this one|not that|this is wrong|that is wrong|that's wrong|thats wrong|it's wrong|its wrong|you got it wrong|wrong one|not right|"
            "that's not right|thats not right|not what i said|not what i meant|that's not what i said|not correct|wrong lah|"
            "wrong la|wrong date|wrong day|wrong event|mistake|you're wrong|you are wrong|incorrect"
        ),
        Phrase.RELOCATE: "move|shift|relocate",
        Phrase.CANNOT: (
            "cannot|can't|cant|can not|not|no|nope|isn't|isnt|won't|wont|doesn't|doesnt|don't|dont|busy|unable|"
            "neither|none|none of them|too early|too late|no good|have something|got something"
        ),
        Phrase.DROPPING: (
            "forget it|forget that|forget about it|never mind|nevermind|nvm|scratch that|drop it|drop that|cancel that|"
            "no need|not anymore"
        ),
        Phrase.STALLING: (
            "no wait|wait no|wait|hold on|hang on|no no|eh wait|eh no wait|oh wait|actually no|actually wait|no actually|"
            "no i mean|no sorry|sorry no|no i meant|wait sorry"
        ),
        Phrase.LATER_ONE: (
            "the later one|later one|the later|the latter|the latter one|the later time|the late one|the latest one|"
            "the latest|the later slot|whichever is later|the one after|later slot"
        ),
        Phrase.EARLIER_ONE: (
            "the earlier one|earlier one|the earlier|the earlier time|the early one|the earliest one|the earliest|earliest|"
            "the sooner one|sooner|the sooner the better|whichever is earlier|the earlier slot|earlier slot"
        ),
        Phrase.SAME_AGAIN: "same|also|same again|same thing|the same|the same again|and also|same for",
        Phrase.ITS_NAME: "name|the name|its name|it's the name|title|the title|new name|the new name|name la|name lah",
        Phrase.ITS_PLACE: (
            "place|the place|its place|it's the place|location|the location|venue|the venue|new place|the new place|"
            "restaurant|the restaurant|that's the place|place la|place lah|yes place|where it is"
        ),
        Phrase.COMPANY: "with|w/|and|bring|and bring|bring along|and bring along|invite|and invite|along with|together with",
        Phrase.ANSWERING: (
            "i prefer|i'd prefer|id prefer|i would prefer|prefer|i said|i want|i'd like|i would like|i'll take|i will take|"
            "i'd say|i'd go for|i'll go for|i'll go with|i choose|i'd rather|i think|go for|go with|let's go for|let's go with|"
            "let's do|lets do|let's make it|lets make it|let's|lets|can do|can we do|can we make it|can make it|"
            "make it on|do it on|do|take|choose|pick|put|put it|set it|set|book|book it|say|rather|then|will do|"
            "sorry i mean|oh i mean|i mean|i meant|oh|oops|my bad|typo|my mistake|mistake|hmm|hm|um|umm|uh|well|so|"
            "better|is better|would be better|is best|works|works better|works for me|work for me|is fine|is good|is ok|"
            "is okay|is great|would be good|would be great|suits me|suits me better|for sure|definitely|of course|"
            "same day|on the same day|same time|at the same time|that is|that's|it's on|it is on|the one on|the one at|the one|but|how about|what about|maybe at|around"
        ),
        Phrase.POINTING: (
            "it|that|this|that one|this one|the last one|last one|the one|the last|last|that event|this event|"
            "the last event|that meeting|the event|the meeting|one"
        ),
        Phrase.QUESTION: (
            "what|when|who|where|why|how|which|whose|whom|what's|whats|when's|who's|where's|how's|wat|wen|"
            "you free|u free|r u free|are u free|r you free|ru free|r u coming|are u coming|r u|anyone free|anybody free|everyone free|anyone up for|anyone wants|anyone want|"
            "anyone interested|hows|wheres|may i|what time|wat time|did you|do you|have you|can you see|can you count|"
            "can you tell|does this|isn't|aren't|won't you"
        ),
        Phrase.TELLING: (
            "used to|when i was|when we were|back then|back in school|back in the day|as a kid|as a child|those days|price hit|prices hit|rate hit|price went|price now|is|are|was|were|am|has|had|been|did|already|said|says|went|came|took|woke|slept|ate|saw|got|"
            "forgot|missed|finished|cost|costs|takes|love|like|hate|hates|think|thought|feel|felt|know|"
            "knew|heard|seems|looks|looked|isn't|wasn't|aren't|weren't|can't|cannot|couldn't|didn't|won't|"
            "wont|doesn't|never|always|usually|would|could|might|be|being|it's|that's|stuck|waiting|waited|"
            "cancelled|canceled|released|launched|announced|published|worked|bought|sold|raining|rained|vibes|born|ended|lost|won|paid|sent|received|happened|changed|arrived|"
            "scored|beat|agree|hope|wish|enjoyed|didnt|cant|doesnt|isnt|wasnt|its|i'm|so|too|very|dies|"
            "ran|jogged|cycled|biked|swam|hiked|walked|rowed|told|means|became|goes|blues|mood|tired|hot|fun|late|called|wrote|have been|he's|she's|we're|"
            "they're|needs|free|enough|before i|or"
        ),
        Phrase.CHATTER: (
            "keep me posted|keep me updated|keep me in the loop|keep you posted|let me know|lmk|reach|reaching|reached|more reach|haha|hahaha|hahahaha|let me check|let me see|lemme check|will check first|lol|lmao|hehe|omg|wtf|wow|nice|cool|happy birthday|congrats|"
            "congratulations|see you|see ya|cya|bye|good luck|take care|sweet dreams|happy new year|"
            "merry christmas|have a nice|have a good|have a great|have a safe|long time no see|same time|"
            "how are you|no problem|no worries|np|never mind|nvm|nevermind|welcome|i see|got it|rofl|brb|"
            "ttyl|gtg|idk|imo|tbh|c u|see u|catch you|catch u|talk to you|talk later|what a|happy friday|"
            "be late|running late|late|happy monday|happy weekend|tgif|such a|so tired|have fun|well done|good job|great job|"
            "be there|not today|not now|not yet|not tomorrow|be there in|reaching in|be back in|back in|on my way|omw|i need|give me|thanks for|"
            "thank you for|good morning|good night|until then|until tomorrow|till then|one day|some day|"
            "someday|today is|today was|today so|tomorrow is|yesterday was|wait for|half a dozen|a week is|"
            "ok see|okay see|miss you|i hate|i love|i am a|i'm a|i told|i only|hope to|hope you|enjoy your|"
            "the whole|every time|everytime|each time|all the time|any time|day by day|every now|as usual|"
            "it's about|its about|lyrics|the song|turn off|the day|day after day|"
            "week after week|nice to|good to|glad|sorry for|sorry to|sounds"
        ),
        Phrase.PLACE: (
            "room|hall|office|lobby|cafe|café|library|boardroom|meeting room|conference room|level|block|"
            "building|auditorium|gym|school|kl|pj|jb|penang|ipoh|melaka|malacca|klcc|bangsar|cheras|"
            "damansara|subang|ampang|putrajaya|cyberjaya|johor|singapore|sg|london|new york|tokyo|bangkok|"
            "the office|the park|park|town|downtown|church|mosque|the hall|the lobby|the library|campus|"
            "studio|kuching|kota|langkawi|genting|seremban|klang|puchong|kepong|mont kiara|ttdi|usj|"
            "canteen|the canteen|pantry|the pantry|the boardroom|the meeting room|hospital|clinic|hotel|"
            "restaurant|mall|the cafe|basement|lab|theatre|stadium|the gym|the studio|the main hall|"
            "main hall|the conference room|the garden|garden|court|the building"
        ),
    },
    commands={
        "cancel": "delete|del|remove|rm|cancel_event",
        "list": "ls|all|agenda|events|upcoming|calendar|schedule|next|show",
        "today": "now|tdy",
        "tomorrow": "tmr|tmrw|tml",
        "week": "thisweek|this_week|weekly",
        "add": "new|book|create|event|meeting|schedule_event|quick|quickadd|remindme",
        "move": "reschedule|change|edit|postpone|shift",
        "rename": "name|title",
        "undo": "revert|back|oops",
        "free": "busy|availability|available|slots|slot",
        "sync": "refresh|reload|update",
        "status": "health|ping|stats|info",
        "remind": "reminder|reminders|remindbefore|alert|alerts|leads",
        "timezone": "tz|zone|time_zone",
        "language": "lang|languages|locale",
        "help": "h|commands|menu|examples|about|settings",
        "start": "hello|hi|begin",
    },
    names="english|eng|inggeris|bahasa inggeris|bi|英文|英语|英語",
    zones={
        "Asia/Kuala_Lumpur": "kl|kay el|malaysia|my|penang|johor|jb|ipoh|melaka|kuching|kota kinabalu|sabah|sarawak",
        "Asia/Singapore": "sg|spore|s'pore",
        "Asia/Shanghai": "china|beijing|peking|shenzhen|guangzhou",
        "Asia/Tokyo": "japan|osaka|jp",
        "Asia/Kolkata": "india|mumbai|delhi|new delhi|bangalore|chennai",
        "Asia/Jakarta": "indonesia|bandung",
        "Asia/Bangkok": "thailand",
        "Asia/Ho_Chi_Minh": "vietnam|hanoi",
        "Asia/Manila": "philippines",
        "Asia/Riyadh": "saudi|saudi arabia|mecca|makkah|medina|jeddah",
        "Asia/Dubai": "uae|abu dhabi",
        "Europe/London": "uk|england|britain|manchester|edinburgh",
        "Europe/Berlin": "germany|munich|frankfurt|hamburg",
        "Europe/Paris": "france",
        "America/New_York": "nyc|ny|boston|washington|washington dc|miami|us east",
        "America/Los_Angeles": "la|sf|san francisco|seattle|california|us west|pacific",
        "Australia/Melbourne": "melb",
        "Australia/Sydney": "syd|canberra",
        "Pacific/Auckland": "new zealand|nz|wellington",
    },
    common=frozenset(
        [
            "the",
            "a",
            "an",
            "and",
            "with",
            "at",
            "on",
            "in",
            "for",
            "of",
            "to",
            "is",
            "are",
            "i",
            "my",
            "me",
            "you",
            "we",
            "it",
            "this",
            "that",
            "meeting",
            "call",
            "lunch",
            "dinner",
            "pick",
            "up",
            "team",
            "review",
            "class",
            "session",
            "appointment",
            "birthday",
            "visit",
            "from",
            "every",
            "next",
            "please",
            "not",
            "have",
            "has",
        ]
    ),
    real=frozenset(
        [
            "minus",
            "reminded",
            "sandy",
            "mandy",
            "sunny",
            "satay",
            "augusta",
            "julia",
            "tours",
            "weeds",
            "mouths",
            "yearn",
            "rewind",
            "remand",
            "remix",
            "remainder",
            "emery",
            "everly",
            "throw",
            "throws",
            "slash",
            "modal",
            "paging",
            "notifications",
            "notif",
            "toddy",
            "minuet",
            "rebind",
            "madam",
            "madams",
            "malay",
            "salad",
            "match",
            "marsh",
            "sunway",
            "mouth",
            "moth",
            "money",
            "sundry",
            "fright",
            "flight",
            "freight",
            "brunch",
            "launch",
            "bunch",
            "week's",
            "weekly",
            "today",
            "tonight",
            "eleven",
            "heaven",
            "sever",
            "nigh",
            "might",
            "light",
            "right",
            "fight",
            "sight",
            "tight",
            "later",
            "laser",
            "mourning",
            "moaning",
            "warning",
            "earning",
            "mining",
            "morale",
            "friend",
            "fridays",
            "apply",
            "aprils",
            "augustus",
            "juan",
            "jane",
            "july",
            "marcy",
            "march",
            "marks",
            "mark",
            "hours",
            "house",
            "hourly",
            "mondo",
            "monte",
            "thirsty",
            "thirst",
            "thirty",
            "thursdays",
            "evening",
            "evenings",
            "sevenths",
            "everyone",
            "everything",
            "events",
            "event",
            "even",
            "ever",
            "very",
            "within",
            "without",
            "another",
            "other",
            "mother",
            "brother",
            "father",
            "weaken",
            "weekend",
            "midweek",
            "batch",
            "patch",
            "catch",
            "watch",
            "hatch",
            "beach",
            "reach",
            "teach",
            "peach",
            "fifth",
            "sixth",
            "first",
            "firs",
            "fires",
            "tests",
            "texts",
            "secondary",
            "seconds",
        ]
    ),
)
