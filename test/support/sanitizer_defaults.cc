// Defaults of the sanitizers, read by their run-time libraries before main(). In a plain build
// nothing calls them.
//
// The suppressions are all about system libraries: none of them is instrumented, so what they do
// with memory between their own threads looks like a race, and c-ares keeps what it allocates at
// start-up.

extern "C" {

const char* __asan_default_options() {
  return "detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1";
}

const char* __ubsan_default_options() { return "print_stacktrace=1"; }

const char* __lsan_default_options() { return "print_suppressions=0"; }

const char* __lsan_default_suppressions() { return "leak:libcares.so.2\n"; }

const char* __tsan_default_options() {
  return "ignore_noninstrumented_modules=1:second_deadlock_stack=1";
}

const char* __tsan_default_suppressions() {
  return "called_from_lib:libgrpc.so.29\n"
         "called_from_lib:libgrpc++.so.1.51\n"
         "called_from_lib:libgpr.so.29\n"
         "race:libgrpc.so.29\n"
         "race:libgrpc++.so.1.51\n";
}

}  // extern "C"
