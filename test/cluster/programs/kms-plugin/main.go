// A KMS v2 plugin for tests: a gRPC server on a unix socket that speaks the published protocol. Its "KMS" is a file of key
// ids, one a line: the first one encrypts, all of them decrypt, and the bytes of a key are a hash of its id. It protects
// nothing.
//
//	kms-plugin SOCKET KEYS VERSION
package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"google.golang.org/grpc"
	kms "k8s.io/kms/apis/v2"
)

type plugin struct {
	kms.UnimplementedKeyManagementServiceServer
	keys    string
	version string
}

func (p *plugin) ids() ([]string, error) {
	content, err := os.ReadFile(p.keys)
	if err != nil {
		return nil, err
	}
	ids := strings.Fields(string(content))
	if len(ids) == 0 {
		return nil, fmt.Errorf("%s has no key", p.keys)
	}
	return ids, nil
}

func aead(id string) (cipher.AEAD, error) {
	key := sha256.Sum256([]byte(id))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func (p *plugin) Status(context.Context, *kms.StatusRequest) (*kms.StatusResponse, error) {
	ids, err := p.ids()
	if err != nil {
		return nil, err
	}
	return &kms.StatusResponse{Version: p.version, Healthz: "ok", KeyId: ids[0]}, nil
}

func (p *plugin) Encrypt(_ context.Context, request *kms.EncryptRequest) (*kms.EncryptResponse, error) {
	ids, err := p.ids()
	if err != nil {
		return nil, err
	}
	sealer, err := aead(ids[0])
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, sealer.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	fmt.Println("encrypt", ids[0])
	return &kms.EncryptResponse{Ciphertext: sealer.Seal(nonce, nonce, request.Plaintext, nil), KeyId: ids[0]}, nil
}

func (p *plugin) Decrypt(_ context.Context, request *kms.DecryptRequest) (*kms.DecryptResponse, error) {
	ids, err := p.ids()
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if id != request.KeyId {
			continue
		}
		opener, err := aead(id)
		if err != nil {
			return nil, err
		}
		size := opener.NonceSize()
		if len(request.Ciphertext) < size {
			return nil, fmt.Errorf("the ciphertext has %d bytes", len(request.Ciphertext))
		}
		plaintext, err := opener.Open(nil, request.Ciphertext[:size], request.Ciphertext[size:], nil)
		if err != nil {
			return nil, err
		}
		fmt.Println("decrypt", id)
		return &kms.DecryptResponse{Plaintext: plaintext}, nil
	}
	return nil, fmt.Errorf("no key %q", request.KeyId)
}

func run(socket, keys, version string) error {
	if err := os.Remove(socket); err != nil && !os.IsNotExist(err) {
		return err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	kms.RegisterKeyManagementServiceServer(server, &plugin{keys: keys, version: version})
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		server.Stop()
	}()
	return server.Serve(listener)
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: kms-plugin SOCKET KEYS VERSION")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
