import { q, type Question } from './question.js';

/**
 * Held out: written after the last change of weights and words, for 32 tools that a random choice (Python, seed 20261121) made of those
 * that had none in the last part above. Measured, never looked at. Whoever changes weights or words while looking at them writes new ones.
 */
export const HELD_OUT: readonly Question[] = [
  q('we are leaving Neoload, take our scripts along', 'import_neoload_virtual_user', 'analyze_neoload_project'),
  q('how did response times develop since January', 'create_trend_report_by_creation_date', 'create_trend_report_by_name'),
  q('I need the result file on my laptop', 'download_bench_result_file', 'list_bench_result_files'),
  q('does anything look odd in these results', 'get_report_insights', 'get_run_verdict'),
  q('write the report anew with other sections', 'update_bench_report', 'patch_bench_report'),
  q('did I already upload the customers list', 'list_project_files'),
  q('contrast monday and tuesday in a single report', 'create_comparison_report', 'compare_bench_results'),
  q('list everything that went wrong while the test was on', 'get_report_errors', 'get_run_verdict'),
  q('did the fix of the database help', 'compare_bench_results', 'create_comparison_report'),
  q('our site is built with ASP.NET, deal with the viewstate', 'add_correlation_framework_to_project', 'list_correlation_frameworks', 'create_correlation_rule'),
  q('one report about all earlier executions of the checkout test', 'create_trend_report_by_name', 'create_trend_report_by_tags', 'create_trend_report_by_creation_date'),
  q('at how many visitors does the shop collapse', 'create_scenario_stairs'),
  q('hits per second minute by minute', 'get_report_line_chart_values', 'render_report_chart'),
  q('here is my .jmx', 'upload_jmx_virtual_user'),
  q('nobody should wait longer than two seconds, note that as a target', 'create_sla_profile', 'patch_sla_profile'),
  q('that edit broke everything, I want the state from before', 'undo_change', 'list_undo_copies'),
  q('which backends does our recording talk to', 'list_http_servers_by_project', 'list_http_server_usages'),
  q('send the traffic to preprod instead of production', 'update_http_server'),
  q('mean response time and number of errors of the run', 'get_report_summary_values'),
  q('our department has a new name', 'update_workspace'),
  q('go ahead, I am ready, let the users loose', 'run_scenario'),
  q('overwrite the script with this JSON', 'update_virtual_user', 'patch_virtual_user'),
  q('our network is closed, the traffic has to come from inside', 'create_onpremise_docker_provider', 'get_onpremise_agent_command', 'add_provider_location'),
  q('that parameter is not used any longer', 'delete_variable'),
  q('by which criteria can I slice the figures', 'get_report_tag_keys', 'get_report_tag_values'),
  q('give the saved report layout another name', 'update_report_template', 'patch_report_template'),
  q('which limits does our agreement set', 'get_sla_profile', 'list_sla_profiles'),
  q('twice as many people please', 'update_user_profile', 'patch_scenario'),
  q('show me the range in which response times moved', 'get_report_area_range_values', 'get_report_line_chart_values'),
  q('morning rush that fades out again', 'create_scenario_ramp_up_down'),
  q('put the tax rate in one place', 'create_constant_variable'),
  q('we do not track these goals any more, remove them', 'delete_sla_profile', 'detach_sla_profile_from_virtual_user'),
];
