import { q, type Question } from './question.js';

/**
 * The second held-out set: 30 tools drawn by chance (Python's random, seed 20240611), each asked for as a tester, a developer or a manager
 * would. Written before the search was tuned a second time and put aside; two that happened to be nearly tuning questions were exchanged
 * then. They only measure; they had 23 %, 50 % and 60 % (first, five, eight) with the search as it was. Their author wrote the words of the search
 * too, and saw their figure as a whole once in between.
 */
export const FRESH: readonly Question[] = [
  q('the lunch test should ramp over ten minutes instead of two and use a cold cache', 'patch_scenario'),
  q('there are dozens of leftover ad and analytics hosts after my import, tidy up', 'delete_unused_http_servers'),
  q('the old checkout journey is obsolete, drop it', 'delete_virtual_user'),
  q('hold the Sunday runs while the ops team is on holiday', 'disable_scheduled_job'),
  q('we never want the Monday morning run again', 'delete_scheduled_job'),
  q('put the label "black friday" on this load test', 'update_scenario'),
  q('what user journeys do we already have for the shop', 'list_virtual_users'),
  q('each visitor should pick an arbitrary quantity from 1 to 9', 'create_random_variable'),
  q('throw out the performance goals we no longer use', 'delete_sla_profile'),
  q('we have 40 Vugen scripts, how many of them would work here', 'analyze_loadrunner_project'),
  q('does Julia have access to our space and what may she do', 'list_workspace_members'),
  q('are there screenshots or traces from last night', 'list_bench_result_files'),
  q('what is lined up for the coming weekend', 'list_scheduled_jobs_by_project'),
  q('make the 2 seconds limit a critical one', 'patch_sla_profile'),
  q('is our injector in Lyon alive', 'list_provider_agents'),
  q('the replayed login answers something else than what I recorded, show me both', 'get_validation_failure_detail'),
  q('which version of the database did the monitoring see while the test ran', 'get_report_textual_monitors'),
  q('I need a blank folder for the new mobile banking app', 'create_project'),
  q('now put the extraction of the tokens into my journey', 'apply_correlations_to_virtual_user'),
  q('add 50 more people every five minutes until it breaks', 'create_scenario_stairs'),
  q('under whose name are you acting here', 'get_current_user'),
  q('nobody may ever see the pin that my journey types', 'create_secret_variable'),
  q('lots of requests went red in yesterday\'s test, what do they say', 'get_report_errors'),
  q('by which regions can I narrow this graph', 'get_report_tag_values', 'get_report_item_allow_select', 'get_report_tag_keys'),
  q('show me the tail of the engine output of that run', 'read_bench_result_file_lines'),
  q('our site logs in with SAML, do you have something off the shelf for that', 'list_correlation_frameworks', 'add_correlation_framework_to_project'),
  q('what fraction of the answers were 4xx', 'get_report_pie_values'),
  q('take over the thread groups we already wrote', 'upload_jmx_virtual_user'),
  q('at what moment did we go past the agreed response time', 'get_report_threshold_alarms'),
  q('can we ship on the strength of last night\'s test', 'get_run_verdict'),
];
