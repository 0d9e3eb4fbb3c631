/**
 * Functions that leave no step behind: they write to the log, set what the engine decides on its own (caches, buffers, time limits,
 * connections), or only hand a value to C code, and where such a value is used, that use is reported.
 */
const SILENT = new Set([
  'lr_output_message', 'lr_log_message', 'lr_error_message', 'lr_debug_message', 'lr_message', 'lr_vuser_status_message', 'lr_set_debug_message', 'lr_continue_on_error',
  'lr_eval_string', 'lr_eval_string_ext', 'lr_eval_string_ext_free', 'lr_eval_json', 'lr_whoami', 'lr_free_parameter', 'lr_wasted_time', 'lr_start_timer', 'lr_end_timer', 'lr_set_transaction_status',
  'lr_paramarr_len', 'lr_paramarr_idx', 'lr_paramarr_random', 'lr_get_vuser_ip', 'lr_is_measuring_transaction',
  'web_cleanup_cookies', 'web_cache_cleanup', 'web_set_max_html_param_len', 'web_set_option', 'web_set_timeout', 'web_set_max_retries', 'web_set_connections_limit', 'web_set_rts_key',
  'web_concurrent_start', 'web_concurrent_end', 'web_set_proxy_bypass', 'web_set_proxy_bypass_local', 'web_enable_keep_alive', 'web_disable_keep_alive',
  'web_add_auto_filter', 'web_remove_auto_filter', 'web_add_filter', 'web_get_int_property', 'web_report_data_point', 'web_sjis_to_euc_param',
]);

/** Families of functions that speak something else than HTTP (loadrunner-migration skill: one kind each), by the beginning of the name. */
const PROTOCOLS: readonly (readonly [RegExp, string])[] = [
  [/^lrs_/, 'SOCKET_PROTOCOL'], [/^sapgui_/, 'SAP_PROTOCOL'], [/^rdp_/, 'RDP_PROTOCOL'], [/^(?:ctrx|te)_/i, 'TERMINAL_PROTOCOL'],
];
/** Beginnings of the names of functions VuGen itself brings. */
const VUGEN = /^(?:web|lr|lrd|lrvtc|vtc|soa|mms|nca|jms|java|ftp|imap|pop3|smtp|ldap|dns|amf|flex|truclient|sap|siebel|lrc|lrw)_[a-z0-9_]+$/i;

export const isSilent = (name: string): boolean => SILENT.has(name) || /^lr_get_(?!attrib_)/.test(name);

/** What kind of thing is left to do for a function without a converter. */
export function unconvertedKind(name: string): string {
  return PROTOCOLS.find(([pattern]) => pattern.test(name))?.[1] ?? (VUGEN.test(name) ? 'UNSUPPORTED_FUNCTION' : 'CUSTOM_C_CODE');
}
