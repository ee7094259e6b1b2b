-- KEYS and ARGV of the scripts that work on reminder rows; in front of each of them.
-- KEYS 1-10: ShardKeys.reminder_keys(), of which reminder_put.lua is given the first six; those that end in a colon are
-- beginnings, completed here within one slot.
-- ARGV 1: Clock.offset in seconds.
local ROW, DUE, LEASES, WHEEL, INDEXES, STRAYS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local SENT, SILENT, PARKED, EVENT = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local OFFSET = tonumber(ARGV[1])

local function index_of(calendar)
  return INDEXES .. calendar
end
