"""The attack table: what somebody hostile may try, and the test in which it fails. `python -m tests.attacks` prints it.

A row names a test function; the parameters of that test are its variants. Tests of other folders are named, not copied.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """attack: what is tried. held_by: where it is shown to fail, as `file.py::test` under tests/."""

    area: str
    attack: str
    held_by: str


_TABLE = """
the webhook's secret
  missing, empty, nearly right, other case, other script
    bot/test_web.py::test_a_forged_call_gets_403_and_nothing_is_done
  wrong, with a body that never comes
    bot/test_web.py::test_a_forger_is_answered_before_the_body_is_read
  two of them
    bot/test_web.py::test_two_secrets_are_as_wrong_as_none
  malformed in the settings
    bot/test_web.py::test_a_secret_that_telegram_would_not_take_is_refused_at_start
  read from the address
    bot/test_web.py::test_the_path_tells_nothing
  the same update again
    bot/test_web.py::test_an_update_that_comes_twice_is_handled_once
bodies
  larger than any update, announced or in chunks
    bot/test_web.py::test_an_oversized_body_is_refused
  slow
    bot/test_web.py::test_a_slow_body_is_given_up
  packed: gzip
    bot/test_web.py::test_a_compressed_body_is_not_unpacked
  packed in any other way
    attacks/test_http.py::test_no_encoding_is_unpacked
  no update: deep nesting, huge numbers, invalid UTF-8
    bot/test_web.py::test_what_is_no_update_gets_400
  any shape of JSON
    bot/test_web.py::test_no_shape_breaks_the_reading
  chunks without end
    attacks/test_http.py::test_chunks_without_end_are_given_up
  broken chunks
    attacks/test_http.py::test_broken_chunks_are_refused
  another content type, a form of a browser
    attacks/test_http.py::test_the_content_type_decides_nothing
  kept, and rubbish when it is read again
    attacks/test_store.py::test_an_update_that_became_rubbish_holds_up_nobody
connections
  slowloris: a head that never ends
    attacks/test_http.py::test_a_head_that_never_ends_is_hung_up_on
  no HTTP at all
    bot/test_web.py::test_broken_http_is_refused_and_not_logged
  websockets
    attacks/test_http.py::test_a_websocket_is_not_opened
paths, methods, headers
  //, %2e, \\, ;, below the webhook
    bot/test_web.py::test_path_tricks_lead_nowhere
  encoded, absolute, asterisk
    attacks/test_http.py::test_odd_targets_lead_to_no_secret_place
  GET, HEAD, OPTIONS, TRACE, unknown methods
    attacks/test_http.py::test_other_methods_do_nothing
  X-Forwarded-*, X-Original-URL, Host, Authorization
    attacks/test_http.py::test_headers_open_no_door
  smuggling: two lengths, broken lines, CR and NUL
    attacks/test_http.py::test_two_readings_of_one_request_are_none
  what the server is made of
    bot/test_web.py::test_the_server_does_not_tell_what_it_is_made_of
Google's push
  a header missing, odd or wrong; an unknown channel
    attacks/test_http.py::test_a_forged_push_is_one_of_two_refusals
  a header twice
    attacks/test_http.py::test_a_push_said_twice_is_none
  a slow body
    attacks/test_http.py::test_a_push_with_a_slow_body_is_given_up
  a message again, or late
    store/test_channels.py::test_a_late_or_repeated_number_is_nothing_new
strangers
  every kind of update that Telegram has
    attacks/test_strangers.py::test_every_kind_is_in_the_table
  each kind but messages
    attacks/test_strangers.py::test_what_is_no_private_message_says_nothing
  groups, topics, channels, anonymous admins, bots
    attacks/test_strangers.py::test_groups_hear_nothing_from_anybody
  in private: forwarded, via bots, media, /start payloads
    attacks/test_strangers.py::test_a_stranger_hears_one_sentence_in_private
  again and again
    flow/test_access.py::test_a_stranger_gets_one_sentence_an_hour
the pairing code
  the right one, twice
    attacks/test_pairing.py::test_the_right_code_lets_one_in
  nearly right, other scripts
    attacks/test_pairing.py::test_near_misses_let_nobody_in
  guessed over replicas and restarts at once
    attacks/test_pairing.py::test_five_guesses_an_hour_over_replicas_and_restarts
  flooded, to take it from its owner
    attacks/test_pairing.py::test_one_flooder_does_not_take_the_code_from_its_owner
  guessed by an army of accounts
    attacks/test_pairing.py::test_many_accounts_void_the_code
  used by two in the same moment
    attacks/test_pairing.py::test_of_two_at_once_one_is_the_owner
  drawn by several replicas
    attacks/test_pairing.py::test_replicas_that_start_at_once_print_one_code
  kept for later
    attacks/test_pairing.py::test_the_code_lapses_after_a_day
  damaged in the store
    attacks/test_pairing.py::test_rubbish_in_the_store_is_no_code
  left from before there was a list
    attacks/test_pairing.py::test_no_code_where_there_is_a_list
callback data
  forged, truncated, old, over 64 bytes, a path, a key
    attacks/test_callback_data.py::test_forged_data_does_nothing
  the end cut off
    attacks/test_callback_data.py::test_truncated_data_reaches_no_other_event
  replayed
    attacks/test_callback_data.py::test_a_hundred_replays_are_one
  of other people's buttons
    attacks/test_callback_data.py::test_buttons_of_others_do_nothing_for_a_stranger
  of chance
    attacks/test_callback_data.py::test_data_of_chance_does_nothing
  a list of undo keys with a hole in it
    attacks/test_callback_data.py::test_an_undo_without_a_key_takes_nothing_back
  half a character
    attacks/test_callback_data.py::test_half_a_character_is_no_tap
markup and events
  HTML, Markdown, templates in titles and places
    attacks/test_markup.py::test_markup_in_an_event_is_text
  the same in what a person writes
    attacks/test_markup.py::test_markup_in_a_message_is_text
  huge, bidi, nulls, wrong types, thousands of guests
    attacks/test_markup.py::test_an_event_that_attacks_is_shown_or_passed_over
logs
  line ends, terminal codes, bidi
    attacks/test_logs.py::test_nothing_forges_a_line
  the same in a terminal
    attacks/test_logs.py::test_nothing_forges_a_line_in_a_terminal
  tokens anywhere
    attacks/test_logs.py::test_no_secret_is_written
  words of a person in an exception
    attacks/test_logs.py::test_an_exception_quotes_nobody
patterns that blow up
  long texts of each script and of one word
    attacks/test_patterns.py::test_long_texts_of_one_thing_are_read_in_time
  long answers and errors of others
    attacks/test_patterns.py::test_texts_of_others_are_cleaned_in_time
  the search for secrets
    attacks/test_logs.py::test_masking_takes_its_time_in_proportion
  more data than a button carries
    attacks/test_patterns.py::test_callback_data_is_within_its_bound
endpoints and addresses
  Telegram redirects the token
    attacks/test_endpoints.py::test_telegram_s_token_follows_no_redirect
  Telegram answers rubbish
    attacks/test_endpoints.py::test_an_answer_that_is_none_is_an_error
  an error shows the token
    attacks/test_endpoints.py::test_an_address_that_is_away_does_not_show_the_token
  Google redirects the token
    google/test_transport.py::test_A19_a_redirect_is_handed_out_and_not_followed
  a PUBLIC_URL that hides its host
    attacks/test_settings.py::test_a_public_url_is_what_it_seems_or_refused
  a PUBLIC_URL as it should be
    attacks/test_settings.py::test_a_plain_public_url_is_taken
  an endpoint that hides its host
    attacks/test_settings.py::test_an_endpoint_that_hides_its_host_is_refused
the store
  rubbish, older and newer values
    attacks/test_store.py::test_rubbish_in_every_value_breaks_nothing
  other programs' keys
    attacks/test_store.py::test_another_program_s_keys_are_left_alone
anything else
  fuzz of all that parses outside input
    attacks/test_fuzz.py::test_chance_finds_nothing
  fuzz of the whole bot: texts, commands, taps, updates
    attacks/test_fuzz.py::test_chance_finds_nothing_in_the_whole_bot
"""


def table() -> tuple[Row, ...]:
    """Every row in order."""
    rows: list[Row] = []
    area = attack = ""
    for line in _TABLE.strip().splitlines():
        match len(line) - len(line.lstrip()):
            case 0:
                area = line
            case 2:
                attack = line.strip()
            case _:
                rows.append(Row(area, attack, line.strip()))
    return tuple(rows)
