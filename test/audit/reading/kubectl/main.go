// Reads lines of base64, each a file of manifests, with the decoder that kubectl reads files with, and prints for each
// a line of JSON: the documents up to the first error, and whether there was one.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"k8s.io/apimachinery/pkg/util/yaml"
)

type answer struct {
	Documents []json.RawMessage `json:"documents"`
	Refused   bool              `json:"refused"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		text, err := base64.StdEncoding.DecodeString(lines.Text())
		if err != nil {
			log.Fatal(err)
		}
		line, err := json.Marshal(read(text))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(line))
	}
}

func read(text []byte) answer {
	found := answer{Documents: []json.RawMessage{}}
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	for {
		var document json.RawMessage
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			found.Refused = true
			return found
		}
		if trimmed := bytes.TrimSpace(document); len(trimmed) > 0 && string(trimmed) != "null" {
			found.Documents = append(found.Documents, document)
		}
	}
}
