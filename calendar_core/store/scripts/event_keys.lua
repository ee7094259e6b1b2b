-- KEYS and ARGV of the scripts that write events together with their reminder rows; in front of each of them.
-- KEYS 1-12: CalendarKeys.script_keys(); those that end in a colon are beginnings, completed here within one slot.
-- ARGV 1: Clock.offset in seconds; 2: a msgpack map.
local STATE, INDEX, LONG, WRITTEN, EVENT, STRAYS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local ROW, DUE, LEASES, SYNCS, SENT, WHEEL = KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12]
local OFFSET = tonumber(ARGV[1])
local HEAD = cmsgpack.unpack(ARGV[2])
local TAG_AND_ACCOUNT, CALENDAR = string.match(STATE, '^[^{]*(.*):([^:]*)$')
local COUNTS = 'calendar:counts:' .. TAG_AND_ACCOUNT -- of the account: calendar -> how many events it holds
local REF = HEAD.member .. ':' -- "account:calendar:", the beginning of each event's name among the rows

local function index_of()
  return INDEX
end
