# wf in an image with nothing else in it:
#
#	docker build -t wf .
#	docker run --rm -v /var/log/nginx:/logs:ro wf access.log
#	docker logs web 2>&1 | docker run --rm -i wf
#
# Zones of time are in the program. What does not fit in memory goes to /tmp, which
# is in the container's layer unless it is given a place:
#
#	docker run --rm --memory 1g --tmpfs /tmp:size=20g -v ... wf --max-memory 512M access.log
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG TARGETOS TARGETARCH
RUN mkdir -p /image/tmp /image/logs && chmod 1777 /image/tmp && cp LICENSE THIRD_PARTY_LICENSES /image \
	&& CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -ldflags='-s -w' -o /image/wf .

FROM scratch
COPY --from=build /image /
# Nobody in particular, who may read what all may read. Logs that only root may
# read want --user 0, or the number of their group: --group-add.
USER 65532:65532
WORKDIR /logs
ENV TMPDIR=/tmp LANG=C.UTF-8
ENTRYPOINT ["/wf"]
