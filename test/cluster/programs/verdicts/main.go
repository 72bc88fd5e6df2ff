// What the API server says to encryption files, by its own code: reads paths, one a line, and prints for each a line with
// what was wrong, or an empty one. A start of an API server takes seconds, and this takes less than a millisecond.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"time"

	"k8s.io/apiserver/pkg/server/options/encryptionconfig"
	"k8s.io/apiserver/pkg/util/feature"
	"k8s.io/klog/v2"
	kms "k8s.io/kms/pkg/service"
)

// A plugin that never answers, and at once: a real client would wait for its socket.
type silent struct{}

func (silent) Decrypt(context.Context, string, *kms.DecryptRequest) ([]byte, error) {
	return nil, errors.New("silent")
}

func (silent) Encrypt(context.Context, string, []byte) (*kms.EncryptResponse, error) {
	return nil, errors.New("silent")
}

func (silent) Status(context.Context) (*kms.StatusResponse, error) {
	return nil, errors.New("silent")
}

// Automatic reload is on, as our wiring has it. The last argument, the id of the server, is there since Kubernetes 1.29.
func load(ctx context.Context, path string) error {
	function := reflect.ValueOf(encryptionconfig.LoadEncryptionConfig)
	arguments := []any{ctx, path, true, "server"}
	values := []reflect.Value{}
	for _, argument := range arguments[:function.Type().NumIn()] {
		values = append(values, reflect.ValueOf(argument))
	}
	err, _ := function.Call(values)[1].Interface().(error)
	return err
}

func main() {
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	if err := feature.DefaultMutableFeatureGate.Set("KMSv1=true"); err != nil {
		panic(err)
	}
	real := encryptionconfig.EnvelopeKMSv2ServiceFactory
	encryptionconfig.EnvelopeKMSv2ServiceFactory = func(ctx context.Context, endpoint, name string, timeout time.Duration) (kms.Service, error) {
		if _, err := real(ctx, endpoint, name, timeout); err != nil {
			return nil, err
		}
		return silent{}, nil
	}
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		ctx, cancel := context.WithCancel(context.Background())
		err := load(ctx, input.Text())
		cancel()
		text := ""
		if err != nil {
			text = strings.Join(strings.Fields(err.Error()), " ")
		}
		fmt.Fprintln(output, text)
	}
}
