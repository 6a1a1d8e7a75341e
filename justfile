# What there is to do here, by name. Every recipe is one line that also works without just.

# Lists the recipes.
default:
    @just --list

# Everything that continuous integration checks.
check *checks:
    .ci/run {{ checks }}

# Formats the code.
fmt:
    cargo fmt

# Clippy, with every warning an error.
lint:
    .ci/run lint

# The whole test suite, on SQLite and on PostgreSQL: `just test partners` runs what has "partners" in its name.
test *arguments:
    scripts/test {{ arguments }}

# The code's documentation, with every warning an error; lands in target/doc.
doc:
    .ci/run doc

# Writes openapi/openapi.json anew from the code.
openapi:
    UPDATE_OPENAPI=1 cargo test --locked --test api openapi

# Serves the example data on http://127.0.0.1:8080: `just run --bind 127.0.0.1:9000` on another port.
run *arguments:
    cargo run --locked -- serve --demo {{ arguments }}

# Measures; the numbers mean something on a quiet machine only.
bench *arguments:
    cargo bench --locked --bench throughput -- {{ arguments }}

# Measures the pages and the desk of a program, in a browser too: `just measure-pages target/release/twinning`.
measure-pages binary *baseline:
    scripts/measure-pages {{ binary }} {{ baseline }}

# Licences, sources and known faults of the dependencies (needs cargo-deny).
deny:
    .ci/run deny

# Dependencies that nothing uses (needs cargo-machete).
machete:
    .ci/run machete
