# docker build -t twinning .
# docker run -p 8080:8080 -v twinning:/data twinning
#
# Nothing but /data is written, so it also runs with --read-only --cap-drop ALL. Any other command of the binary goes
# behind the image's name: docker run --rm -v twinning:/data twinning export
#
# The base images are named by tag, so that building anew brings Debian's security fixes. Whoever needs the same image
# twice names them by digest: --build-arg RUST=rust@sha256:… --build-arg RUNTIME=gcr.io/distroless/cc-debian12@sha256:…
ARG RUST=rust:1.95-bookworm
ARG RUNTIME=gcr.io/distroless/cc-debian12:nonroot

FROM ${RUST} AS build
WORKDIR /build

# The dependencies by themselves, around an empty program: this layer is made anew only when they change.
COPY Cargo.toml Cargo.lock ./
COPY .cargo .cargo
RUN mkdir src \
    && echo 'fn main() {}' >src/main.rs \
    && touch src/lib.rs \
    && cargo build --locked --release --bin twinning \
    && rm -r src

# The program. Its files may be older than the empty one's, which is what cargo goes by.
COPY . .
RUN find src -name '*.rs' -exec touch {} + \
    && cargo build --locked --release --bin twinning \
    && install -D target/release/twinning /image/twinning \
    && mkdir /image/data


FROM ${RUNTIME}

COPY --from=build /image/twinning /usr/local/bin/twinning
COPY --from=build --chown=65532:65532 /image/data /data

# SSL_CERT_FILE: the OpenSSL in the binary does not know where the distribution keeps its certificates (PostgreSQL with
# sslrootcert=system asks). TMPDIR: large sorts go to the one place that may be written. The database is twinning.db in the
# working directory unless DATABASE_URL or DATABASE_URL_FILE names another: whoever sets one must not have to unset the
# other.
ENV TWINNING_BIND=0.0.0.0:8080 \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    TMPDIR=/data

USER 65532:65532
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["/usr/local/bin/twinning", "health"]
ENTRYPOINT ["/usr/local/bin/twinning"]
CMD ["serve"]

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="twinning" \
    org.opencontainers.image.description="An open API of what a municipality does with its twin towns" \
    org.opencontainers.image.licenses="EUPL-1.2" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
