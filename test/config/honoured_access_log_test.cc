// What each honoured field of access logs and their formats becomes, a row for each.

#include "envoy/config/accesslog/v3/accesslog.pb.h"
#include "gtest/gtest.h"
#include "source/config/shared/access_log.h"
#include "source/config/shared/substitution_format.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::accesslog::v3::AccessLog;

std::string FilterText(const access_log::Filter& filter);

std::string ComparisonText(const access_log::Comparison& comparison) {
  constexpr const char* kOps[] = {"==", ">=", "<=", "!="};
  return absl::StrCat(kOps[static_cast<int>(comparison.op)], comparison.default_value, " ",
                      comparison.runtime_key);
}

struct FilterTexts {
  std::string ListText(const std::vector<std::shared_ptr<const access_log::Filter>>& filters) {
    std::string out;
    for (const auto& filter : filters) absl::StrAppend(&out, " (", FilterText(*filter), ")");
    return out;
  }
  std::string operator()(const access_log::StatusCodeFilter& filter) {
    return "status " + ComparisonText(filter.comparison);
  }
  std::string operator()(const access_log::DurationFilter& filter) {
    return "duration " + ComparisonText(filter.comparison);
  }
  std::string operator()(const access_log::NotHealthCheckFilter&) { return "no health checks"; }
  std::string operator()(const access_log::TraceableFilter&) { return "traceable"; }
  std::string operator()(const access_log::RuntimeFilter& filter) {
    return absl::StrCat("runtime ", filter.runtime_key, " ", Text(filter.percent_sampled),
                        filter.use_independent_randomness ? " independent" : "");
  }
  std::string operator()(const access_log::AndFilter& filter) {
    return "and" + ListText(filter.filters);
  }
  std::string operator()(const access_log::OrFilter& filter) {
    return "or" + ListText(filter.filters);
  }
  std::string operator()(const access_log::HeaderFilter& filter) { return Text(filter.header); }
  std::string operator()(const access_log::ResponseFlagFilter& filter) {
    std::string out = "flags";
    for (const char* name : {"UH", "UF", "NR"}) {
      if (filter.flags & record::ResponseFlags::Bit(*record::FindResponseFlag(name))) {
        absl::StrAppend(&out, " ", name);
      }
    }
    return out;
  }
  std::string operator()(const access_log::GrpcStatusFilter& filter) {
    return absl::StrCat("grpc ", filter.statuses, filter.exclude ? " excluded" : "");
  }
  std::string operator()(const access_log::MetadataFilter& filter) {
    return absl::StrCat("metadata ", Text(filter.matcher),
                        filter.match_if_key_not_found ? "" : ", not without");
  }
  std::string operator()(const access_log::LogTypeFilter& filter) {
    return absl::StrCat("types ", filter.types, filter.exclude ? " excluded" : "");
  }
};

std::string FilterText(const access_log::Filter& filter) {
  return absl::visit(FilterTexts(), filter.filter_specifier);
}

void DescribeLog(const Message& message, Scope& scope, Lines& lines) {
  Repeated<Message> list;
  *list.Add() = message;
  for (const AccessLogOptions& log : ParseAccessLogs(list, scope)) {
    lines.Add("filter", log.filter == nullptr ? "none" : FilterText(*log.filter));
    lines.Add("writes", log.format);
    lines.Add("to", log.path);
  }
}

constexpr const char* kLog =
    "typed_config: {'@type': "
    "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog, path: /log, "
    "log_format: {text_format_source: {inline_string: x}}}";

FieldTable<Message> Table() { return {"envoy.config.accesslog.v3.", kLog, DescribeLog}; }

TEST(HonouredAccessLogTest, Filters) {
  Table().Check({
      {"AccessLog.filter", "filter: {traceable_filter: {}}", "filter traceable"},
      {"AccessLogFilter.status_code_filter",
       "filter: {status_code_filter: {comparison: {op: GE, value: {default_value: 500, "
       "runtime_key: k}}}}",
       "filter status >=500 k"},
      {"StatusCodeFilter.comparison",
       "filter: {status_code_filter: {comparison: {op: EQ, value: {default_value: 404, "
       "runtime_key: k}}}}",
       "filter status ==404 k"},
      {"ComparisonFilter.op",
       "filter: {status_code_filter: {comparison: {op: NE, value: {default_value: 500, "
       "runtime_key: k}}}}",
       "filter status !=500 k"},
      {"ComparisonFilter.op",
       "filter: {status_code_filter: {comparison: {op: LE, value: {default_value: 500, "
       "runtime_key: k}}}}",
       "filter status <=500 k"},
      {"ComparisonFilter.value",
       "filter: {status_code_filter: {comparison: {op: GE, value: {default_value: 501, "
       "runtime_key: k}}}}",
       "filter status >=501 k"},
      {"AccessLogFilter.duration_filter",
       "filter: {duration_filter: {comparison: {op: GE, value: {default_value: 9, runtime_key: "
       "k}}}}",
       "filter duration >=9 k"},
      {"DurationFilter.comparison",
       "filter: {duration_filter: {comparison: {op: LE, value: {default_value: 9, runtime_key: "
       "k}}}}",
       "filter duration <=9 k"},
      {"AccessLogFilter.not_health_check_filter", "filter: {not_health_check_filter: {}}",
       "filter no health checks"},
      {"AccessLogFilter.traceable_filter", "filter: {traceable_filter: {}}", "filter traceable"},
      {"AccessLogFilter.runtime_filter",
       "filter: {runtime_filter: {runtime_key: k, percent_sampled: {numerator: 3}}}",
       "filter runtime k 3/100"},
      {"RuntimeFilter.runtime_key", "filter: {runtime_filter: {runtime_key: l}}",
       "filter runtime l 0/100"},
      {"RuntimeFilter.percent_sampled",
       "filter: {runtime_filter: {runtime_key: k, percent_sampled: {numerator: 4}}}",
       "filter runtime k 4/100"},
      {"RuntimeFilter.use_independent_randomness",
       "filter: {runtime_filter: {runtime_key: k, use_independent_randomness: true}}",
       "filter runtime k 0/100 independent"},
      {"AccessLogFilter.and_filter",
       "filter: {and_filter: {filters: [{traceable_filter: {}}, {not_health_check_filter: {}}]}}",
       "filter and (traceable) (no health checks)"},
      {"AndFilter.filters", "filter: {and_filter: {filters: [{traceable_filter: {}}]}}",
       "filter and (traceable)"},
      {"AccessLogFilter.or_filter", "filter: {or_filter: {filters: [{traceable_filter: {}}]}}",
       "filter or (traceable)"},
      {"OrFilter.filters", "filter: {or_filter: {filters: [{not_health_check_filter: {}}]}}",
       "filter or (no health checks)"},
      {"AccessLogFilter.header_filter",
       "filter: {header_filter: {header: {name: x-h, string_match: {exact: a}}}}",
       "filter x-h takes a"},
      {"HeaderFilter.header",
       "filter: {header_filter: {header: {name: x-h, string_match: {exact: A}}}}",
       "filter x-h takes A"},
      {"AccessLogFilter.response_flag_filter", "filter: {response_flag_filter: {}}",
       "filter flags"},
      {"ResponseFlagFilter.flags", "filter: {response_flag_filter: {flags: [UH, NR]}}",
       "filter flags UH NR"},
      {"AccessLogFilter.grpc_status_filter", "filter: {grpc_status_filter: {statuses: [OK]}}",
       "filter grpc 1"},
      {"GrpcStatusFilter.statuses", "filter: {grpc_status_filter: {statuses: [CANCELED, UNKNOWN]}}",
       "filter grpc 6"},
      {"GrpcStatusFilter.exclude", "filter: {grpc_status_filter: {statuses: [OK], exclude: true}}",
       "filter grpc 1 excluded"},
      {"AccessLogFilter.metadata_filter",
       "filter: {metadata_filter: {matcher: {filter: f, path: [{key: k}], value: {bool_match: "
       "true}}}}",
       "filter metadata takes true"},
      {"MetadataFilter.matcher",
       "filter: {metadata_filter: {matcher: {filter: f, path: [{key: k}], value: {double_match: "
       "{exact: 7}}}}}",
       "filter metadata takes 7"},
      {"MetadataFilter.match_if_key_not_found",
       "filter: {metadata_filter: {matcher: {filter: f, path: [{key: k}], value: {bool_match: "
       "true}}, match_if_key_not_found: false}}",
       "filter metadata takes true, not without"},
      {"AccessLogFilter.log_type_filter",
       "filter: {log_type_filter: {types: [TcpUpstreamConnected]}}", "filter types 2"},
      {"LogTypeFilter.types", "filter: {log_type_filter: {types: [DownstreamStart]}}",
       "filter types 16"},
      {"LogTypeFilter.exclude",
       "filter: {log_type_filter: {types: [TcpUpstreamConnected], exclude: true}}",
       "filter types 2 excluded"},
  });
  FieldTable<Message> core = Table();
  core.prefix = "envoy.config.core.v3.RuntimeUInt32.";
  core.Check({
      {"default_value",
       "filter: {status_code_filter: {comparison: {value: {default_value: 502, runtime_key: k}}}}",
       "filter status ==502 k"},
      {"runtime_key",
       "filter: {status_code_filter: {comparison: {value: {default_value: 500, runtime_key: l}}}}",
       "filter status ==500 l"},
  });
}

std::string Log(absl::string_view type, absl::string_view fields) {
  return absl::StrCat(
      "typed_config: {'@type': type.googleapis.com/envoy.extensions.access_loggers.", type, fields,
      "}");
}

TEST(HonouredAccessLogTest, Sinks) {
  FieldTable<Message> table = Table();
  table.Check({{"AccessLog.typed_config",
                Log("stream.v3.StdoutAccessLog", ", log_format: {text_format: x}").c_str(),
                "to /dev/stdout"}});
  table.prefix = "envoy.extensions.access_loggers.";
  table.Check({
      {"stream.v3.StdoutAccessLog.log_format",
       Log("stream.v3.StdoutAccessLog", ", log_format: {text_format_source: {inline_string: yy}}")
           .c_str(),
       "writes text/plain: yy; to /dev/stdout"},
      {"stream.v3.StderrAccessLog.log_format",
       Log("stream.v3.StderrAccessLog", ", log_format: {text_format_source: {inline_string: yy}}")
           .c_str(),
       "writes text/plain: yy; to /dev/stderr"},
      {"file.v3.FileAccessLog.path",
       Log("file.v3.FileAccessLog",
           ", path: /other, log_format: {text_format_source: {inline_string: x}}")
           .c_str(),
       "to /other"},
      {"file.v3.FileAccessLog.log_format",
       Log("file.v3.FileAccessLog",
           ", path: /log, log_format: {text_format_source: {inline_string: '%REQ(x-a)%'}}")
           .c_str(),
       "writes text/plain: 1"},
      {"file.v3.FileAccessLog.format",
       Log("file.v3.FileAccessLog", ", path: /log, format: 'f%REQ(x-a)%'").c_str(),
       "writes text/plain: f1"},
      {"file.v3.FileAccessLog.json_format",
       Log("file.v3.FileAccessLog", ", path: /log, json_format: {a: '%REQ(x-a)%'}").c_str(),
       "writes application/json: {\"a\":\"1\"}"},
      {"file.v3.FileAccessLog.typed_json_format",
       Log("file.v3.FileAccessLog", ", path: /log, typed_json_format: {b: '%REQ(x-a)%'}").c_str(),
       "writes application/json: {\"b\":\"1\"}"},
  });
}

TEST(HonouredAccessLogTest, MistakesSayWhereTheyStand) {
  FieldTable<Message> bare = {"envoy.config.accesslog.v3.", "name: a", DescribeLog};
  bare.Check({
      {"AccessLog.name", "name: b",
       "refused [0].typed_config: must be given: an access log is found by its type, got \"b\""},
      {"AccessLog.typed_config",
       "typed_config: {'@type': type.googleapis.com/google.protobuf.Duration, value: 1s}",
       "refused [0].typed_config<google.protobuf.Duration>: must be the type of a known access "
       "log, "
       "got \"google.protobuf.Duration\""},
      {"AccessLog.typed_config",
       Log("file.v3.FileAccessLog", ", path: /log, format: '%NO_SUCH%'").c_str(),
       "refused [0].typed_config<envoy.extensions.access_loggers.file.v3.FileAccessLog>.format: "
       "operator %NO_SUCH%: there is no operator of that name, got \"%NO_SUCH%\""},
  });
  Table().Check({
      {"AccessLog.filter", "filter: {}", "refused [0].filter: must have a filter"},
      {"AccessLogFilter.extension_filter", "filter: {extension_filter: {name: e}}",
       "refused [0].filter.extension_filter: is not a known extension, got \"e\""},
      {"AccessLogFilter.and_filter",
       "filter: {and_filter: {filters: [{traceable_filter: {}}, {}]}}",
       "refused [0].filter.and_filter.filters[1]: must have a filter"},
  });
}

TEST(HonouredFormatTest, Fields) {
  using Format = ::envoy::config::core::v3::SubstitutionFormatString;
  const FieldTable<Format> table = {"envoy.config.core.v3.SubstitutionFormatString.",
                                    "text_format: '%REQ(x-none)%'",
                                    [](const Format& format, Scope& scope, Lines& lines) {
                                      lines.Add("it is", ParseSubstitutionFormat(format, scope));
                                    }};
  table.Check({
      {"text_format", "text_format: '%REQ(x-a)%'", "it is text/plain: 1"},
      {"text_format", "text_format: '%HOSTNAME%'", "it is text/plain: host-1"},
      {"text_format_source", "text_format_source: {inline_string: '<%REQ(x-a)%>'}",
       "it is text/plain: <1>"},
      {"json_format", "json_format: {k: '%REQ(x-a)%'}", "it is application/json: {\"k\":\"1\"}"},
      {"omit_empty_values", "omit_empty_values: true", "it is text/plain: "},
      {"content_type", "content_type: text/html", "it is text/html: -"},
      {"formatters",
       "{text_format: '%REQ_WITHOUT_QUERY(x-a)%', formatters: [{name: f, typed_config: {'@type': "
       "type.googleapis.com/envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery}}]}",
       "it is text/plain: 1"},
      {"formatters", "formatters: [{name: f}]",
       "refused formatters[0]: is not a known extension, got \"f\""},
  });
}

}  // namespace
}  // namespace nuncio::config
