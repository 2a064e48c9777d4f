// Checks source/buffer: bytes come in at the end, move without copies and leave at the front.
#include "source/buffer/buffer.h"

#include <algorithm>
#include <string>

#include "gtest/gtest.h"
#include "source/buffer/watermark.h"
#include "test/support/seeded_random.h"

namespace nuncio::buffer {
namespace {

std::string Text(const Buffer& buffer) {
  std::string text;
  buffer.ForEachPiece([&](absl::string_view piece) { text.append(piece.data(), piece.size()); });
  return text;
}

class BufferTest : public testing::Test {
 protected:
  void Write(Buffer& buffer, absl::string_view text) {
    const absl::Span<char> room = buffer.Reserve(text.size());
    std::copy(text.begin(), text.end(), room.begin());
    buffer.Commit(text.size());
  }

  SlicePool pool_;
};

TEST_F(BufferTest, AppendsAndDrains) {
  Buffer buffer(pool_);
  buffer.Append("hello ");
  buffer.Append("world");
  EXPECT_EQ(buffer.Front(), "hello world");  // one slice
  buffer.Drain(6);
  EXPECT_EQ(Text(buffer), "world");
  buffer.Drain(5);
  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(pool_.in_use(), 0u);
}

TEST_F(BufferTest, ALongTextSpansSlices) {
  Buffer buffer(pool_);
  std::string text(3 * Slice::kCapacity + 5, 'a');
  for (size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>('a' + i % 26);
  buffer.Append(text);
  EXPECT_EQ(buffer.size(), text.size());
  EXPECT_EQ(Text(buffer), text);
  iovec vectors[8];
  EXPECT_EQ(buffer.GetIoVecs(absl::MakeSpan(vectors)), 4u);
  std::string middle(100, ' ');
  buffer.CopyOut(Slice::kCapacity - 50, 100, middle.data());
  EXPECT_EQ(middle, text.substr(Slice::kCapacity - 50, 100));
}

TEST_F(BufferTest, MovingSharesTheBytes) {
  Buffer from(pool_);
  Buffer to(pool_);
  from.Append("abcdef");
  const char* const bytes = from.Front().data();
  to.Move(from, 2);
  to.Move(from, 3);
  EXPECT_EQ(Text(to), "abcde");
  EXPECT_EQ(Text(from), "f");
  EXPECT_EQ(to.Front().data(), bytes);
  EXPECT_EQ(pool_.in_use(), 1u);
  to.Move(from);
  EXPECT_TRUE(from.empty());
  EXPECT_EQ(Text(to), "abcdef");
}

TEST_F(BufferTest, SmallPiecesArePackedTogether) {
  Buffer to(pool_);
  std::string model;
  for (int i = 0; i < 1000; ++i) {  // each from a slice of its own
    Buffer piece(pool_);
    piece.Append(std::string(1 + i % 100, static_cast<char>('a' + i % 26)));
    model += Text(piece);
    i % 2 == 0 ? to.Move(piece) : to.AppendShared(piece);
  }
  EXPECT_EQ(Text(to), model);
  EXPECT_LE(pool_.in_use(), model.size() / Slice::kCapacity + 2);
}

TEST_F(BufferTest, SmallPiecesWithGapsBetweenThemArePackedTogether) {
  Buffer from(pool_);
  from.Append(std::string(12000, 'x'));
  Buffer to(pool_);
  for (int i = 0; i < 2000; ++i) {
    to.Move(from, 1);
    from.Drain(5);
  }
  EXPECT_EQ(Text(to), std::string(2000, 'x'));
  iovec vectors[8];
  EXPECT_LE(to.GetIoVecs(absl::MakeSpan(vectors)), 2u);
}

TEST_F(BufferTest, LargePiecesAreNeverCopied) {
  Buffer from(pool_);
  from.Append(std::string(10000, 'x'));
  const char* const bytes = from.Front().data();
  Buffer to(pool_);
  to.Append("head");
  to.Move(from, 5000);
  to.Move(from, 5000);
  to.Drain(4);
  EXPECT_EQ(to.Front().data(), bytes);
  EXPECT_EQ(to.Front().size(), 10000u);  // what was one run is one again
}

TEST_F(BufferTest, BytesThatWereMovedAreNotOverwritten) {
  Buffer from(pool_);
  Buffer to(pool_);
  from.Append("abc");
  to.Move(from, 2);
  to.Append("XYZ");    // must not land on "c"
  from.Append("def");  // may use the room behind it
  EXPECT_EQ(Text(to), "abXYZ");
  EXPECT_EQ(Text(from), "cdef");
}

TEST_F(BufferTest, AReservationThatIsNotUsedCostsNothing) {
  Buffer buffer(pool_);
  EXPECT_GE(buffer.Reserve(100).size(), 100u);
  buffer.Commit(0);
  EXPECT_EQ(pool_.in_use(), 0u);
  Write(buffer, "one");
  Write(buffer, "two");
  EXPECT_EQ(buffer.Front(), "onetwo");
  EXPECT_EQ(buffer.Reserve(Slice::kCapacity).size(), Slice::kCapacity);
  buffer.Commit(0);
  EXPECT_EQ(pool_.in_use(), 1u);
}

TEST_F(BufferTest, APinnedSliceOutlivesTheBytes) {
  Buffer buffer(pool_);
  buffer.Append("head body");
  const absl::string_view head = buffer.Front().substr(0, 4);
  const SliceRef pin = buffer.FrontSlice();
  buffer.Clear();
  Buffer other(pool_);
  other.Append("overwritten?");
  EXPECT_EQ(head, "head");
}

TEST_F(BufferTest, SharedBytesStayWithBoth) {
  Buffer one(pool_);
  one.Append("abc");
  Buffer two(pool_);
  two.AppendShared(one);
  two.AppendShared(one.FrontSlice(), one.Front().substr(1));
  one.Drain(1);
  EXPECT_EQ(Text(two), "abcbc");
  EXPECT_EQ(Text(one), "bc");
}

TEST_F(BufferTest, MovedFromBuffersAreEmptyAndUsable) {
  Buffer one(pool_);
  for (int i = 0; i < 6; ++i) {  // more segments than fit inline
    Buffer piece(pool_);
    piece.Append(std::string(1, static_cast<char>('a' + i)));
    one.Move(piece);
  }
  Buffer two(std::move(one));
  EXPECT_EQ(Text(two), "abcdef");
  one.Append("again");
  EXPECT_EQ(Text(one), "again");
  two = std::move(one);
  EXPECT_EQ(Text(two), "again");
}

// A model of the same operations on strings, with random steps.
TEST_F(BufferTest, BehavesAsAQueueOfBytes) {
  test::SeededRandom random;
  SCOPED_TRACE(random.seed());
  Buffer buffers[2] = {Buffer(pool_), Buffer(pool_)};
  std::string model[2];
  for (int step = 0; step < 5000; ++step) {
    const size_t at = random.Next() % 2;
    const size_t count = random.Next() % (random.Next() % 8 == 0 ? 40000 : 50);
    switch (random.Next() % 4) {
      case 0: {
        const std::string text(count, static_cast<char>('a' + step % 26));
        buffers[at].Append(text);
        model[at] += text;
        break;
      }
      case 1: {
        const std::string text(std::min(count, Slice::kCapacity), 'w');
        if (!text.empty()) Write(buffers[at], text);
        model[at] += text;
        break;
      }
      case 2: {
        const size_t moved = std::min(count, model[1 - at].size());
        buffers[at].Move(buffers[1 - at], moved);
        model[at] += model[1 - at].substr(0, moved);
        model[1 - at].erase(0, moved);
        break;
      }
      default: {
        const size_t drained = std::min(count, model[at].size());
        buffers[at].Drain(drained);
        model[at].erase(0, drained);
      }
    }
    ASSERT_EQ(buffers[at].size(), model[at].size());
    if (step % 50 == 0) {
      ASSERT_EQ(Text(buffers[0]), model[0]);
      ASSERT_EQ(Text(buffers[1]), model[1]);
    }
  }
  buffers[0].Clear();
  buffers[1].Clear();
  EXPECT_EQ(pool_.in_use(), 0u);
}

TEST(WatermarkGaugeTest, TellsEachCrossingOnce) {
  WatermarkGauge gauge(10);
  using Change = WatermarkGauge::Change;
  EXPECT_EQ(gauge.Update(10), Change::kNone);
  EXPECT_EQ(gauge.Update(11), Change::kAbove);
  EXPECT_EQ(gauge.Update(20), Change::kNone);
  EXPECT_EQ(gauge.Update(6), Change::kNone);
  EXPECT_EQ(gauge.Update(5), Change::kBelow);
  EXPECT_EQ(gauge.Update(0), Change::kNone);
}

TEST(WatermarkGaugeTest, ZeroIsNoLimit) {
  WatermarkGauge gauge(0);
  EXPECT_EQ(gauge.Update(1 << 30), WatermarkGauge::Change::kNone);
}

}  // namespace
}  // namespace nuncio::buffer
