#ifndef NUNCIO_SOURCE_SCHEMA_NODE_H_
#define NUNCIO_SOURCE_SCHEMA_NODE_H_

#include <string>
#include <vector>

// The tree that YAML, JSON and a google.protobuf.Struct have in common, between a reader and the
// converter to messages.
namespace nuncio::schema {

// A place in the text, from 1; 0 where there is no text.
struct Place {
  int line = 0;
  int column = 0;
};

struct NodeMember;

// One value. Owns what is below it.
struct Node {
  enum class Kind { kNull, kBool, kNumber, kString, kList, kMap };

  Kind kind = Kind::kNull;
  bool boolean = false;             // kBool
  bool plain = false;               // kBool, kNumber: written without quotes in YAML
  std::string text;                 // kString: the value; kNumber, kBool: as written
  std::vector<Node> items;          // kList
  std::vector<NodeMember> members;  // kMap, in the order of the text, also repeated keys
  Place place;
};

struct NodeMember {
  std::string key;
  Place key_place;
  Node value;
  bool ignored = false;  // YAML's tag !ignore: it is there for its anchors only
};

// "a list", for errors.
const char* NameOfKind(Node::Kind kind);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_NODE_H_
