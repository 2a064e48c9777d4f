#include "source/http/http1/head_parser.h"

#include <algorithm>
#include <cstring>

#include "source/http/authority.h"
#include "source/http/http1/errors.h"
#include "source/http/http1/start_line.h"

namespace nuncio::http::http1 {
namespace {

// Longer than every well-known name.
constexpr size_t kLongestLookup = 48;

// A name at the front of a line. `lower` holds its first kLongestLookup bytes in lower case.
struct Name {
  absl::string_view text;
  bool has_upper = false;
  char lower[kLongestLookup];
};

void ReadName(absl::string_view line, Name& name) {
  size_t size = 0;
  for (; size < line.size(); ++size) {
    const char lower = LowerToken(line[size]);
    if (lower == 0) break;
    if (size < kLongestLookup) name.lower[size] = lower;
    name.has_upper |= lower != line[size];
  }
  name.text = line.substr(0, size);
}

absl::string_view LowerCopy(base::Arena& arena, absl::string_view name) {
  char* const copy = arena.NewArray<char>(name.size());
  std::transform(name.begin(), name.end(), copy, LowerToken);
  return {copy, name.size()};
}

}  // namespace

void HeadParser::BeginRequest(RequestHead& head, const ServerOptions& options) {
  Begin(Kind::kRequest, head.headers, options.limits);
  request_ = &head;
  server_options_ = &options;
  underscores_ = options.underscores;
  keeps_spelling_ = options.header_case == HeaderCase::kAsReceived;
}

void HeadParser::BeginResponse(ResponseHead& head, const ClientOptions& options) {
  Begin(Kind::kResponse, head.headers, options.limits);
  response_ = &head;
  keeps_spelling_ = options.header_case == HeaderCase::kAsReceived;
}

void HeadParser::BeginTrailers(HeaderList& trailers, const HeadLimits& limits,
                               UnderscoreAction underscores, HeaderCase header_case,
                               absl::string_view nominated) {
  Begin(Kind::kTrailers, trailers, limits);
  underscores_ = underscores;
  keeps_spelling_ = header_case == HeaderCase::kAsReceived;
  nominated_ = nominated;
}

void HeadParser::Begin(Kind kind, HeaderList& fields, const HeadLimits& limits) {
  *this = HeadParser();
  kind_ = kind;
  fields_ = &fields;
  limits_ = limits;
  start_line_done_ = kind == Kind::kTrailers;
}

HeadParser::Result HeadParser::Parse(buffer::Buffer& in) {
  Result result = Result::kNeedMore;
  if (!gathering_) {
    result = ParseText(in.Front());
    gathering_ = result == Result::kNeedMore && in.Front().size() < in.size();
    if (result == Result::kDone) fields_->Pin(in.FrontSlice());
  }
  if (gathering_) result = ParseText(Gather(in));
  if (result == Result::kDone) in.Drain(line_);
  return result;
}

// The views that were taken so far point to where the bytes lay before.
void HeadParser::Restart(const char* text) {
  text_ = text;
  line_ = scanned_ = 0;
  count_ = 0;
  start_line_done_ = kind_ == Kind::kTrailers;
  control_ = ControlFields();
  fields_->Clear();
  if (request_ != nullptr) {
    request_->dropped_headers = 0;
    request_->has_authority = false;
    request_->authority = {};
  }
}

HeadParser::Result HeadParser::ParseText(absl::string_view text) {
  if (text.data() != text_) Restart(text.data());
  const ProtocolError& too_large = kind_ == Kind::kTrailers ? kTrailersTooLarge : kHeadTooLarge;
  while (scanned_ < text.size()) {
    const void* const found = std::memchr(text.data() + scanned_, '\n', text.size() - scanned_);
    if (found == nullptr) break;
    const size_t end = static_cast<size_t>(static_cast<const char*>(found) - text.data());
    if (end + 1 > limits_.max_bytes) return Fail(too_large);
    if (end == line_ || text[end - 1] != '\r') {
      return Fail(IsForeign(text.substr(0, end)) ? ForeignLine() : kBareLineFeed);
    }
    const absl::string_view line = text.substr(line_, end - 1 - line_);
    line_ = scanned_ = end + 1;
    if (line.empty() && start_line_done_) return Result::kDone;
    if (const ProtocolError* const error = ParseLine(line)) return Fail(*error);
  }
  scanned_ = text.size();
  if (text.size() >= limits_.max_bytes) return Fail(too_large);
  return IsForeign(text) ? Fail(ForeignLine()) : Result::kNeedMore;
}

// Whether the first line, as far as it is there, is none of HTTP's.
bool HeadParser::IsForeign(absl::string_view text) const {
  if (start_line_done_ || text.empty()) return false;
  return kind_ == Kind::kRequest ? !CanBeginRequestLine(text) : !CanBeginStatusLine(text);
}

const ProtocolError& HeadParser::ForeignLine() const {
  return kind_ == Kind::kRequest ? kBadRequestLine : kBadStatusLine;
}

absl::string_view HeadParser::Gather(const buffer::Buffer& in) {
  // One byte more than the limit is enough to know that it is passed.
  const size_t wanted = std::min<size_t>(in.size(), limits_.max_bytes + size_t{1});
  if (wanted > gathered_capacity_) {
    const size_t capacity = std::max<size_t>({4096, 2 * gathered_capacity_, wanted});
    char* const larger = fields_->arena().NewArray<char>(capacity);
    if (gathered_size_ > 0) std::memcpy(larger, gathered_, gathered_size_);
    gathered_ = larger;
    gathered_capacity_ = capacity;
  }
  in.CopyOut(gathered_size_, wanted - gathered_size_, gathered_ + gathered_size_);
  gathered_size_ = wanted;
  return {gathered_, gathered_size_};
}

HeadParser::Result HeadParser::Fail(const ProtocolError& error) {
  error_ = &error;
  return Result::kError;
}

const ProtocolError* HeadParser::ParseLine(absl::string_view line) {
  return start_line_done_ ? ParseField(line) : ParseStartLine(line);
}

const ProtocolError* HeadParser::ParseStartLine(absl::string_view line) {
  start_line_done_ = true;
  if (kind_ == Kind::kResponse) return ParseStatusLine(line, *response_, keeps_version_);
  return ParseRequestLine(line, *server_options_, *request_, control_);
}

const ProtocolError* HeadParser::ParseField(absl::string_view line) {
  if (++count_ > limits_.max_fields) {
    return kind_ == Kind::kTrailers ? &kTooManyTrailers : &kTooManyHeaders;
  }
  if (IsBlank(line.front())) return &kFoldedHeader;
  Name name;
  ReadName(line, name);
  const size_t size = name.text.size();
  if (size == 0 || size == line.size() || line[size] != ':') return &kBadHeaderName;

  HeaderField field;
  field.value = TrimBlanks(line.substr(size + 1));
  const size_t bad = FindBadValueByte(field.value);
  if (bad != field.value.size()) {
    return field.value[bad] == '\r' ? &kBareCarriageReturn : &kBadHeaderValue;
  }
  if (underscores_ != UnderscoreAction::kAllow && name.text.find('_') != absl::string_view::npos) {
    if (underscores_ == UnderscoreAction::kReject) return &kUnderscore;
    if (request_ != nullptr) ++request_->dropped_headers;
    return nullptr;
  }
  if (size <= kLongestLookup) field.id = FindHeaderId({name.lower, size});
  if (field.id != HeaderId::kOther) {
    field.name = HeaderText(field.id);
  } else {
    field.name = name.has_upper ? LowerCopy(fields_->arena(), name.text) : name.text;
  }
  if (keeps_spelling_ && !fields_->HasSpelling(field.name)) {
    fields_->AddSpelling(field.name, name.text);
  }
  return TakeField(field);
}

const ProtocolError* HeadParser::TakeField(const HeaderField& field) {
  if (kind_ == Kind::kTrailers) return TakeTrailer(field);
  if (!TakeControlField(field)) AddField(field);
  return nullptr;
}

bool HeadParser::TakeControlField(const HeaderField& field) {
  switch (field.id) {
    case HeaderId::kConnection:
      Join(control_.connection, field.value);
      return true;
    case HeaderId::kProxyConnection:
      Join(control_.proxy_connection, field.value);
      return true;
    case HeaderId::kTransferEncoding:
      if (control_.has_transfer_encoding) {
        control_.transfer_encoding =
            fields_->arena().Concat(control_.transfer_encoding, ",", field.value);
      } else {
        control_.transfer_encoding = field.value;
      }
      control_.has_transfer_encoding = true;
      return true;
    case HeaderId::kUpgrade:
      Join(control_.upgrade, field.value);
      return true;
    case HeaderId::kKeepAlive:
      return true;
    case HeaderId::kTe:
      if (kind_ == Kind::kResponse) return false;
      if (HasToken(field.value, "trailers") && !control_.te_trailers) {
        control_.te_trailers = true;
        fields_->AppendField(HeaderField{field.name, "trailers", field.id});
      }
      return true;
    case HeaderId::kHost:
      if (kind_ == Kind::kResponse) return false;
      ++control_.hosts;
      if (!control_.authority_from_target) {
        request_->authority = field.value;
        request_->has_authority = true;
      } else if (!IsAuthorityText(field.value)) {
        control_.bad_host = true;
      }
      return true;
    default:
      return false;
  }
}

// What frames or routes a message cannot come behind its body.
const ProtocolError* HeadParser::TakeTrailer(const HeaderField& field) {
  switch (field.id) {
    case HeaderId::kContentLength:
    case HeaderId::kTransferEncoding:
    case HeaderId::kHost:
      return &kFramingInTrailers;
    case HeaderId::kConnection:
    case HeaderId::kKeepAlive:
    case HeaderId::kProxyConnection:
    case HeaderId::kTe:
    case HeaderId::kTrailer:
    case HeaderId::kUpgrade:
      return nullptr;
    default:
      if (nominated_.empty() || !HasToken(nominated_, field.name)) AddField(field);
      return nullptr;
  }
}

void HeadParser::AddField(const HeaderField& field) {
  if (field.id == HeaderId::kOther || !fields_->Has(field.id)) {
    fields_->AppendField(field);
  } else if (field.id == HeaderId::kPragma && kind_ == Kind::kRequest) {
    fields_->Set(field.id, fields_->arena().Concat(fields_->Value(field.id), ",", field.value));
  } else {
    fields_->Add(field.id, field.value);
  }
}

void HeadParser::Join(absl::string_view& joined, absl::string_view value) {
  joined = joined.empty() ? value : fields_->arena().Concat(joined, ",", value);
}

}  // namespace nuncio::http::http1
