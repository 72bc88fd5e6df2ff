// A provider of the Secrets Store CSI driver whose store is a folder, and what registers that driver with a kubelet,
// for the tests of a node.
//
//	store-provider <provider's socket> <folder> <registration socket> <name of the driver> <driver's socket>
//
// It reads the objects of a class as the provider of Vault does: a list in YAML of objectName, secretPath, secretKey
// and filePermission. The value is the file secretPath/secretKey of the folder, and its version a hash of it. A file
// that is not there is an error, and nothing is mounted. An answer takes as long as the file `.delay` of the folder
// says after the values were read, such as `3s`.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc"
	registration "k8s.io/kubelet/pkg/apis/pluginregistration/v1"
	provider "sigs.k8s.io/secrets-store-csi-driver/provider/v1alpha1"
	"sigs.k8s.io/yaml"
)

type store struct {
	provider.UnimplementedCSIDriverProviderServer
	folder string
}

type object struct {
	ObjectName     string `json:"objectName"`
	SecretPath     string `json:"secretPath"`
	SecretKey      string `json:"secretKey"`
	FilePermission int32  `json:"filePermission"`
}

func (s *store) Version(context.Context, *provider.VersionRequest) (*provider.VersionResponse, error) {
	return &provider.VersionResponse{Version: "v1alpha1", RuntimeName: "folder", RuntimeVersion: "0.0.1"}, nil
}

func (s *store) Mount(_ context.Context, request *provider.MountRequest) (*provider.MountResponse, error) {
	var attributes map[string]string
	if err := json.Unmarshal([]byte(request.GetAttributes()), &attributes); err != nil {
		return nil, err
	}
	var objects []object
	if err := yaml.Unmarshal([]byte(attributes["objects"]), &objects); err != nil {
		return nil, err
	}
	response := &provider.MountResponse{}
	for _, each := range objects {
		content, err := os.ReadFile(filepath.Join(s.folder, each.SecretPath, each.SecretKey))
		if err != nil {
			return nil, err
		}
		mode := each.FilePermission
		if mode == 0 {
			mode = 0o644
		}
		response.Files = append(response.Files, &provider.File{Path: each.ObjectName, Mode: mode, Contents: content})
		response.ObjectVersion = append(response.ObjectVersion, &provider.ObjectVersion{
			Id: each.ObjectName, Version: fmt.Sprintf("%x", sha256.Sum256(content))[:12],
		})
	}
	s.wait()
	return response, nil
}

// wait takes as long as a store that is far away.
func (s *store) wait() {
	text, err := os.ReadFile(filepath.Join(s.folder, ".delay"))
	if err != nil {
		return
	}
	if delay, err := time.ParseDuration(strings.TrimSpace(string(text))); err == nil {
		time.Sleep(delay)
	}
}

// plugin tells a kubelet where the driver is.
type plugin struct {
	name, endpoint string
}

func (p *plugin) GetInfo(context.Context, *registration.InfoRequest) (*registration.PluginInfo, error) {
	return &registration.PluginInfo{
		Type: registration.CSIPlugin, Name: p.name, Endpoint: p.endpoint, SupportedVersions: []string{"1.0.0"},
	}, nil
}

func (p *plugin) NotifyRegistrationStatus(
	_ context.Context, status *registration.RegistrationStatus,
) (*registration.RegistrationStatusResponse, error) {
	if !status.PluginRegistered {
		log.Printf("the kubelet did not register the driver: %s", status.Error)
	}
	return &registration.RegistrationStatusResponse{}, nil
}

func serve(socket string, register func(*grpc.Server)) {
	listener, err := net.Listen("unix", socket)
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	register(server)
	go func() { log.Fatal(server.Serve(listener)) }()
}

func main() {
	if len(os.Args) != 6 {
		log.Fatal("usage: store-provider <provider's socket> <folder> <registration socket> <name> <driver's socket>")
	}
	serve(os.Args[1], func(server *grpc.Server) {
		provider.RegisterCSIDriverProviderServer(server, &store{folder: os.Args[2]})
	})
	serve(os.Args[3], func(server *grpc.Server) {
		registration.RegisterRegistrationServer(server, &plugin{name: os.Args[4], endpoint: os.Args[5]})
	})
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT)
	<-ended
}
