// The tus reference server (tusd, its handler and its file store) as the far end of
// docs/sync.md, "Attachments". Uploads are tusd's own; added around it is only what tus leaves
// to a contract: a token, an upload made from the announcement of a hash, the service header,
// problems as JSON, and the hash over the whole file, without which none is present.
//
// Usage: tusd FOLDER [ADDRESS]. Prints its port, and ends when its standard input ends.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"regexp"
	"sync"

	"github.com/tus/tusd/v2/pkg/filestore"
	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
	"golang.org/x/exp/slog"
)

const uploads = "/v1/uploads/"

var sha256Name = regexp.MustCompile(`^[0-9a-f]{64}$`)

var errHash = handler.NewError("ERR_HASH", "the file is not what its name says", 422)

// platform answers announcements; what it knows lies in tusd's folder alone.
type platform struct {
	store     filestore.FileStore
	announces sync.Mutex // making an upload anew would empty one that has just begun
}

type announcement struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

type standing struct {
	SHA256   string `json:"sha256"`
	UploadID string `json:"upload_id"`
	Offset   int64  `json:"offset"`
	Present  bool   `json:"present"`
}

func main() {
	if len(os.Args) < 2 {
		log.Fatal("usage: tusd FOLDER [ADDRESS]")
	}
	address := "127.0.0.1:0"
	if len(os.Args) > 2 {
		address = os.Args[2]
	}
	served, err := service(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	log.Fatal(http.Serve(listener, served))
}

// service puts tusd's handler and what the contract adds together.
func service(folder string) (http.Handler, error) {
	store := filestore.New(folder)
	composer := handler.NewStoreComposer()
	store.UseIn(composer)
	memorylocker.New().UseIn(composer)
	here := &platform{store: store}
	tus, err := handler.NewHandler(handler.Config{
		StoreComposer: composer,
		BasePath:      uploads,
		// a line that breaks is an error to tusd, and what is wanted here
		Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError + 1})),
		PreFinishResponseCallback: func(hook handler.HookEvent) (handler.HTTPResponse, error) {
			return handler.HTTPResponse{}, here.hashed(hook.Context, hook.Upload.ID)
		},
	})
	if err != nil {
		return nil, err
	}
	routes := http.NewServeMux()
	routes.HandleFunc("POST /v1/token", token)
	routes.HandleFunc("POST /v1/blobs", here.announce)
	routes.Handle("HEAD "+uploads+"{id}", http.StripPrefix(uploads, tus))
	routes.Handle("PATCH "+uploads+"{id}", http.StripPrefix(uploads, tus))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Desk-Service", "1")
		routes.ServeHTTP(&reply{ResponseWriter: w}, r)
	}), nil
}

// announce tells where a file stands; the hash is the upload's name, so a restart forgets nothing.
func (here *platform) announce(w http.ResponseWriter, r *http.Request) {
	var asked announcement
	err := json.NewDecoder(r.Body).Decode(&asked)
	if err != nil || asked.Size < 0 || !sha256Name.MatchString(asked.SHA256) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	here.announces.Lock()
	defer here.announces.Unlock()
	info, err := here.upload(r.Context(), asked)
	if err != nil {
		log.Print(err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	present := info.Offset == info.Size && here.hashed(r.Context(), info.ID) == nil
	write(w, standing{SHA256: asked.SHA256, UploadID: info.ID, Offset: info.Offset, Present: present})
}

// upload finds the upload of a file, or makes it; one that has become another file begins anew.
func (here *platform) upload(ctx context.Context, asked announcement) (handler.FileInfo, error) {
	found, err := here.store.GetUpload(ctx, asked.SHA256)
	if err == nil {
		info, err := found.GetInfo(ctx)
		whole := err == nil && info.Offset == info.Size
		if err != nil || (info.Size == asked.Size && !(whole && here.hashed(ctx, info.ID) != nil)) {
			return info, err
		}
		if err := here.store.AsTerminatableUpload(found).Terminate(ctx); err != nil {
			return info, err
		}
	} else if !errors.Is(err, handler.ErrNotFound) {
		return handler.FileInfo{}, err
	}
	made, err := here.store.NewUpload(ctx, handler.FileInfo{ID: asked.SHA256, Size: asked.Size})
	if err != nil {
		return handler.FileInfo{}, err
	}
	return made.GetInfo(ctx)
}

// hashed refuses a whole file whose bytes are not those of its name.
func (here *platform) hashed(ctx context.Context, id string) error {
	upload, err := here.store.GetUpload(ctx, id)
	if err != nil {
		return err
	}
	content, err := upload.GetReader(ctx)
	if err != nil {
		return err
	}
	defer content.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, content); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != id {
		return errHash
	}
	return nil
}

func token(w http.ResponseWriter, _ *http.Request) {
	write(w, map[string]any{
		"user_id": "u-clerk", "user_name": "陈敏", "role": "clerk", "unit_id": "u1",
		"access_token": "access", "refresh_token": "refresh", "expires_s": 3600,
	})
}

func write(w http.ResponseWriter, message any) {
	body, err := json.Marshal(message)
	if err != nil {
		log.Fatal(err)
	}
	send(w, http.StatusOK, "application/json", body)
}

func send(w http.ResponseWriter, status int, mediaType string, body []byte) {
	sum := sha256.Sum256(body)
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.Header().Set("Content-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// reply turns tusd's plain-text errors into the contract's problems.
type reply struct {
	http.ResponseWriter
	failed bool
}

var codes = map[int]string{
	http.StatusBadRequest:            "malformed",
	http.StatusNotFound:              "not_found",
	http.StatusConflict:              "upload_offset",
	http.StatusRequestEntityTooLarge: "too_large",
	http.StatusUnprocessableEntity:   "upload_hash",
	http.StatusLocked:                "busy",
}

func (r *reply) WriteHeader(status int) {
	if status < http.StatusBadRequest {
		r.ResponseWriter.WriteHeader(status)
		return
	}
	code, known := codes[status]
	if !known {
		code = "internal"
	}
	r.failed = true
	problem, err := json.Marshal(map[string]any{"code": code, "title": code, "status": status})
	if err != nil {
		log.Fatal(err)
	}
	send(r.ResponseWriter, status, "application/problem+json", problem)
}

func (r *reply) Write(body []byte) (int, error) {
	if r.failed {
		return len(body), nil
	}
	return r.ResponseWriter.Write(body)
}

// Unwrap lets tusd set its deadlines on the connection.
func (r *reply) Unwrap() http.ResponseWriter {
	return r.ResponseWriter
}
