-- Take a row out. ARGV 2: account:calendar, 3: event id, 4: row name. Answers whether it was there.
-- A derived row counts as sent from then on, so that the next sync does not bring it back.
local ref, minute = ARGV[2] .. ':' .. ARGV[3], locate(ARGV[2], ARGV[3])
local doc = minute and doc_at(minute, ref)
local row = doc and doc.rows[ARGV[4]]
if not row then
  return 0
end
take_row(minute, ref, doc, ARGV[4])
return 1
